/**
 * Runs a property: first with the seeds that once failed, then with a fresh one, for as many rounds as the run asks for
 * (`FABULA_FUZZ=50 npm test -- --project formula` makes fifty times as many; `npm run verify:long` does that).
 */
import fc from 'fast-check';
import { inject } from 'vitest';
import keptSeeds from './kept-seeds.json' with { type: 'json' };

declare module 'vitest' {
  interface ProvidedContext {
    /** How many times as many rounds as usual. */
    readonly fuzzFactor: number;
  }
}

/** `name` is that of the property in kept-seeds.json; a seed that fails is printed and belongs there. */
export function fuzz<T>(name: string, property: fc.IRawProperty<T>, usualRounds: number): void {
  const kept: Readonly<Record<string, readonly number[]>> = keptSeeds;
  for (const seed of kept[name] ?? []) fc.assert(property, { seed, numRuns: usualRounds });
  try {
    fc.assert(property, { numRuns: Math.ceil(usualRounds * inject('fuzzFactor')) });
  } catch (problem) {
    const seed = problem instanceof Error ? /seed: (-?\d+)/.exec(problem.message)?.[1] : undefined;
    if (seed !== undefined && problem instanceof Error) {
      problem.message += `\n\nKeep the seed: add ${seed} to "${name}" in packages/formula/src/kept-seeds.json`;
    }
    throw problem;
  }
}
