/** Which seeds the random histories are run with: `FABULA_SIMULATION_SEEDS` as many, from `FABULA_SIMULATION_FROM` on. */
import { expect, it } from 'vitest';
import { simulate } from './history.ts';

const count = Number(process.env['FABULA_SIMULATION_SEEDS'] ?? 2_000);
const from = Number(process.env['FABULA_SIMULATION_FROM'] ?? 1);

/** Files share the seeds, so that several are run at once: each has those that leave `share` when divided by `shares`. */
export function simulatesItsShareOfSeeds(share: number, shares: number): void {
  it(`keeps its promises in share ${share + 1} of ${shares} of ${count} histories from seed ${from} on`, {
    timeout: 120_000 + 100 * count,
  }, async () => {
    let histories = 0;
    for (let seed = from; seed < from + count; seed++) {
      if (seed % shares !== share) continue;
      await simulate(seed);
      histories++;
    }
    expect(histories).toBe(seedsIn(share, shares));
  });
}

function seedsIn(share: number, shares: number): number {
  return Array.from({ length: count }, (_, index) => from + index).filter((seed) => seed % shares === share).length;
}
