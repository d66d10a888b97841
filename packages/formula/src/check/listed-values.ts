/** Texts that mean something as an argument, by function and parameter: what completion offers between the quotes. */

const HASHES = ['SHA256', 'SHA384', 'SHA512'];
const PADDINGS = ['PKCS1_PADDING', 'PKCS1_OAEP_PADDING', 'SSLV23_PADDING'];
const CIPHERS = ['aes-256-gcm', 'aes-256-cbc', 'aes-128-cbc', 'aes-256-ecb', 'aes-128-ecb'];
const SIGNATURES = ['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];
const MODIFIERS = ['i', 'm', 'x'];

const LISTED: ReadonlyMap<string, readonly string[]> = new Map([
  ['AES_ENCRYPT.mode', ['aead']],
  ['DATE.format', ['%Y-%m-%d', '%d %B %Y', '%H:%M', '%Y-%m-%dT%H:%M:%S%:z', '%s']],
  ['JWT_DECODE.algorithm', SIGNATURES],
  ['JWT_SIGN.algorithm', SIGNATURES],
  ['LIQUID_SIZE.mode', ['dot_notation']],
  ['MATCH.modifiers', MODIFIERS],
  ['OPENSSL_DECRYPT.algorithm', CIPHERS],
  ['OPENSSL_ENCRYPT.algorithm', CIPHERS],
  ['REGEX_EXTRACT.modifiers', MODIFIERS],
  ['REGEX_REPLACE.modifiers', MODIFIERS],
  ['RSA_AES_HYBRID_DECRYPT.padding', PADDINGS],
  ['RSA_AES_HYBRID_ENCRYPT.padding', PADDINGS],
  ['RSA_DECRYPT.padding', PADDINGS],
  ['RSA_ENCRYPT.padding', PADDINGS],
  ['RSA_SIGN.digest', HASHES],
  ['STORY_RUN_LINK.mode', ['story_runs', 'action']],
  ['URL_ENCODE.encoding', ['form', 'uri']],
]);

export function listedValues(functionName: string, parameterName: string): readonly string[] {
  return LISTED.get(`${functionName}.${parameterName}`) ?? [];
}

export const listedParameters: readonly string[] = [...LISTED.keys()];
