import type { CallContext, Curve, SignatureHash } from '../definition.ts';

export interface TokenAlgorithm {
  readonly name: string;
  readonly family: 'HS' | 'RS' | 'ES';
  readonly hash: SignatureHash;
  /** Of ES only; the hash and the curve belong together. */
  readonly curve: Curve | null;
}

const families = ['HS', 'RS', 'ES'] as const;
const sizes = [
  ['256', 'sha256', 'P-256'],
  ['384', 'sha384', 'P-384'],
  ['512', 'sha512', 'P-521'],
] as const;

const algorithms: ReadonlyMap<string, TokenAlgorithm> = new Map(
  families.flatMap((family) =>
    sizes.map(([size, hash, curve]) => {
      const name = family + size;
      return [name, { name, family, hash, curve: family === 'ES' ? curve : null }] as const;
    }),
  ),
);

/** `none` is not among them: a token without a signature proves nothing. */
export function tokenAlgorithm(given: string, context: CallContext): TokenAlgorithm {
  const algorithm = algorithms.get(given.trim().toUpperCase());
  if (algorithm !== undefined) return algorithm;
  // Not what was found: arguments in a wrong order would show a secret.
  return context.fail(`algorithm must be one of ${[...algorithms.keys()].join(', ')}`);
}
