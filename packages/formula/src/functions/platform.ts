/**
 * The port through which formulas reach what the language cannot do itself: hashes, ciphers, signatures, gzip and chance.
 * Everything is synchronous. In the server `node:crypto` and `node:zlib` stand behind it, in a browser pure modules
 * (`platform/pure-platform.ts`).
 *
 * Sizes of keys and initialization vectors are checked by the functions of the language before they get here. What can be
 * wrong with data comes back as a value; nothing of a library's own wording passes through.
 */
import type { Result } from '../result.ts';

export type HashAlgorithm = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';
export type HmacAlgorithm = Exclude<HashAlgorithm, 'md5'>;
/** With PKCS#7 padding. The number is the size of the key in bits. */
export type BlockCipher = 'aes-128-cbc' | 'aes-256-cbc' | 'aes-128-ecb' | 'aes-256-ecb';

export interface Platform {
  hash(algorithm: HashAlgorithm, data: Uint8Array): Uint8Array;
  hmac(algorithm: HmacAlgorithm, key: Uint8Array, data: Uint8Array): Uint8Array;
  /** From a source that nobody can predict. */
  randomBytes(length: number): Uint8Array;
  /** The iv is empty for ECB, 16 bytes for CBC. */
  encryptBlocks(cipher: BlockCipher, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array;
  /** `undefined`: the key does not fit the data, or the data is damaged. CBC and ECB do not always notice. */
  decryptBlocks(cipher: BlockCipher, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array | undefined;
  /** AES-256-GCM: the encrypted data and after it the tag of 16 bytes. The iv has 8 to 64 bytes, most often 12. */
  seal(key: Uint8Array, iv: Uint8Array, data: Uint8Array, authenticated: Uint8Array): Uint8Array;
  /** `undefined`: something is not what was sealed. */
  open(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array, authenticated: Uint8Array): Uint8Array | undefined;
  gzip(data: Uint8Array): Uint8Array;
  /** Unpacks all members one after the other. Never builds more than `maxBytes`. */
  gunzip(data: Uint8Array, maxBytes: number): Result<Uint8Array, GunzipProblem>;
  /** Left out where there are no RSA and EC keys; functions that need them then run on the server. */
  readonly keys?: KeyPlatform;
}

export type GunzipProblem = 'not_gzip' | 'damaged' | 'too_large';

export interface KeyPlatform {
  read(source: KeySource): Result<PlatformKey, KeyProblem>;
  /** PEM texts: SubjectPublicKeyInfo and PKCS#8. */
  generateRsa(bits: 2048 | 4096): { readonly publicKey: string; readonly privateKey: string };
}

/** A key as people write it down. */
export type KeySource =
  /** One block, wrapped properly. A certificate counts as its public key. */
  | { readonly kind: 'pem'; readonly pem: string; readonly isPrivate: boolean }
  /** The members of a JSON Web Key (RFC 7518 section 6) that make up the key, all of them base64url texts but `kty` and `crv`. */
  | { readonly kind: 'jwk'; readonly members: Readonly<Record<string, string>>; readonly isPrivate: boolean };

/** `other_kind`: neither RSA nor EC on a NIST curve. */
export type KeyProblem = 'unreadable' | 'other_kind';

export type PlatformKey = RsaKey | EcKey;
export type SignatureHash = 'sha256' | 'sha384' | 'sha512';
export type Curve = 'P-256' | 'P-384' | 'P-521';
export type RsaPadding = 'pkcs1' | 'oaep' | 'sslv23';

interface SigningKey {
  readonly isPrivate: boolean;
  /** Of private keys only. `undefined`: the key cannot sign this. */
  sign(hash: SignatureHash, data: Uint8Array): Uint8Array | undefined;
  verify(hash: SignatureHash, data: Uint8Array, signature: Uint8Array): boolean;
}

/** Signatures are those of RSASSA-PKCS1-v1_5. */
export interface RsaKey extends SigningKey {
  readonly kind: 'RSA';
  /** Size of the modulus. */
  readonly bits: number;
  /**
   * Encryption with a public key, for the holder of the private one; with a private key, for everybody who has the public
   * one (PKCS #1 block type 1, `pkcs1` only). `undefined`: the key cannot do it.
   */
  encrypt(padding: RsaPadding, data: Uint8Array): Uint8Array | undefined;
  /** The reverse, with the other key of the pair. `undefined`: the data was not encrypted for this key in this way. */
  decrypt(padding: RsaPadding, data: Uint8Array): Uint8Array | undefined;
}

/** Signatures are those of ECDSA, both numbers one after the other (IEEE P1363), as JOSE has them. */
export interface EcKey extends SigningKey {
  readonly kind: 'EC';
  readonly curve: Curve;
}
