/** Digests and keyed digests. The algorithms come from the platform. */

import { toBase64 } from '../value/base64.ts';
import type { FunctionDefinition, HmacAlgorithm } from './definition.ts';
import { bytesOf } from './encoding-functions.ts';
import examples from './hashing.examples.json' with { type: 'json' };
import notes from './hashing.notes.json' with { type: 'json' };
import { required, withDocs } from './parameters.ts';
import { platformOf } from './platform-of.ts';

/** The ones that the language has functions for. */
type NamedHash = keyof typeof titles;
type NamedHmac = Extract<HmacAlgorithm, NamedHash>;
type Encoding = 'hex' | 'Base64';
type Definition = Omit<FunctionDefinition, 'examples'>;

function hashFunction(name: string, algorithm: NamedHash, encoding: Encoding): Definition {
  return {
    name,
    category: 'Hashing/Signing',
    summary: `${titles[algorithm]} of a text, ${encoding === 'hex' ? 'in small hexadecimal digits' : 'in Base64'}.`,
    parameters: [required('text', 'text')],
    returns: 'text',
    liquidFilter: name.toLowerCase(),
    call: (args, context) => {
      const platform = platformOf(context);
      return encode(platform.hash(algorithm, bytesOf(args, context, 'text')), encoding);
    },
  };
}

function hmacFunction(name: string, algorithm: NamedHmac, encoding: Encoding): Definition {
  return {
    name,
    category: 'Hashing/Signing',
    summary: `HMAC with ${titles[algorithm]}, ${encoding === 'hex' ? 'in small hexadecimal digits' : 'in Base64'}.`,
    parameters: [required('text', 'text'), required('secret', 'text')],
    returns: 'text',
    liquidFilter: name.toLowerCase(),
    call: (args, context) => {
      const platform = platformOf(context);
      const digest = platform.hmac(algorithm, bytesOf(args, context, 'secret'), bytesOf(args, context, 'text'));
      return encode(digest, encoding);
    },
  };
}

const titles = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha512: 'SHA-512',
} as const;

function encode(digest: Uint8Array, encoding: Encoding): string {
  if (encoding === 'Base64') return toBase64(digest);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const hashingFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  hashFunction('MD5', 'md5', 'hex'),
  hashFunction('MD5_BASE64', 'md5', 'Base64'),
  hashFunction('SHA1', 'sha1', 'hex'),
  hashFunction('SHA256', 'sha256', 'hex'),
  hashFunction('SHA256_BASE64', 'sha256', 'Base64'),
  hashFunction('SHA512', 'sha512', 'hex'),
  hmacFunction('HMAC_SHA1', 'sha1', 'hex'),
  hmacFunction('HMAC_SHA1_BASE64', 'sha1', 'Base64'),
  hmacFunction('HMAC_SHA256', 'sha256', 'hex'),
  hmacFunction('HMAC_SHA256_BASE64', 'sha256', 'Base64'),
]);
