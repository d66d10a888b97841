import { describe, it } from 'vitest';
import { simulate } from './history.ts';
import { keptSeeds } from './kept-seeds.ts';
import { simulatesItsShareOfSeeds } from './seeds.test-kit.ts';

describe('the engine through crashes and faults', () => {
  it.each(keptSeeds)('keeps its promises (kept seed %i)', (seed) => simulate(seed));
  simulatesItsShareOfSeeds(0, 2);
});
