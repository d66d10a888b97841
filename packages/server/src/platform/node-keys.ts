/** RSA and EC keys of formulas, by `node:crypto`. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import type { Curve, EcKey, KeyPlatform, KeyProblem, KeySource, PlatformKey, Result } from '@fabula/formula';
import { nodeRsaKey } from './node-rsa-key.ts';
import { unlessRefused } from './unless-refused.ts';

const curves: ReadonlyMap<string, Curve> = new Map([
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
  ['secp521r1', 'P-521'],
]);

export const nodeKeys: KeyPlatform = {
  read(source) {
    const key = keyObjectOf(source);
    return key === undefined ? { ok: false, error: 'unreadable' } : platformKeyOf(key);
  },
  generateRsa: (bits) =>
    generateKeyPairSync('rsa', {
      modulusLength: bits,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }),
};

/** What OpenSSL says about a key that it cannot read would help nobody, and might show a part of the key. */
function keyObjectOf(source: KeySource): KeyObject | undefined {
  const input = source.kind === 'pem' ? source.pem : ({ format: 'jwk', key: { ...source.members } } as const);
  return unlessRefused(() => (source.isPrivate ? createPrivateKey(input) : createPublicKey(input)));
}

function platformKeyOf(key: KeyObject): Result<PlatformKey, KeyProblem> {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa' && modulusLength !== undefined) {
    return { ok: true, value: nodeRsaKey(key, modulusLength) };
  }
  const curve = namedCurve === undefined ? undefined : curves.get(namedCurve);
  return curve === undefined ? { ok: false, error: 'other_kind' } : { ok: true, value: nodeEcKey(key, curve) };
}

function nodeEcKey(key: KeyObject, curve: Curve): EcKey {
  const options = { key, dsaEncoding: 'ieee-p1363' } as const;
  return {
    kind: 'EC',
    curve,
    isPrivate: key.type === 'private',
    sign: (hash, data) => unlessRefused(() => sign(hash, data, options)),
    verify: (hash, data, signature) => unlessRefused(() => verify(hash, data, options, signature)) ?? false,
  };
}
