import { describe } from 'vitest';
import { simulatesItsShareOfSeeds } from './seeds.test-kit.ts';

describe('the engine through crashes and faults', () => {
  simulatesItsShareOfSeeds(1, 2);
});
