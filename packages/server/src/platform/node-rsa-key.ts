import {
  constants,
  type KeyObject,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
  sign,
  verify,
} from 'node:crypto';
import type { RsaKey } from '@fabula/formula';
import { padSslv23, unpadEncrypted } from './rsa-padding.ts';
import { unlessRefused } from './unless-refused.ts';

const { RSA_NO_PADDING, RSA_PKCS1_OAEP_PADDING, RSA_PKCS1_PADDING } = constants;

export function nodeRsaKey(key: KeyObject, bits: number): RsaKey {
  const isPrivate = key.type === 'private';
  return {
    kind: 'RSA',
    bits,
    isPrivate,
    sign: (hash, data) => unlessRefused(() => sign(hash, data, key)),
    verify: (hash, data, signature) => unlessRefused(() => verify(hash, data, key, signature)) ?? false,
    encrypt(padding, data) {
      if (isPrivate) {
        if (padding !== 'pkcs1') return undefined;
        return unlessRefused(() => privateEncrypt({ key, padding: RSA_PKCS1_PADDING }, data));
      }
      switch (padding) {
        case 'pkcs1':
          return unlessRefused(() => publicEncrypt({ key, padding: RSA_PKCS1_PADDING }, data));
        case 'oaep':
          return unlessRefused(() => publicEncrypt({ key, padding: RSA_PKCS1_OAEP_PADDING }, data));
        case 'sslv23': {
          const block = padSslv23(data, Math.ceil(bits / 8));
          return unlessRefused(() => publicEncrypt({ key, padding: RSA_NO_PADDING }, block));
        }
      }
    },
    decrypt(padding, data) {
      if (!isPrivate) {
        if (padding !== 'pkcs1') return undefined;
        return unlessRefused(() => publicDecrypt({ key, padding: RSA_PKCS1_PADDING }, data));
      }
      if (padding === 'oaep') {
        return unlessRefused(() => privateDecrypt({ key, padding: RSA_PKCS1_OAEP_PADDING }, data));
      }
      const block = unlessRefused(() => privateDecrypt({ key, padding: RSA_NO_PADDING }, data));
      return block === undefined ? undefined : unpadEncrypted(block);
    },
  };
}
