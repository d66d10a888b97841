/** Real story exports that shape, count, wait and call, run to their ends. The mixed ones on both databases. */
import { describe } from 'vitest';
import { databaseKinds } from '../testing/fabula.test-kit.ts';
import { corpusWorld, describeCorpus } from './corpus.test-kit.ts';
import { liquidStories } from './liquid-stories.test-kit.ts';
import { loopsAndLiquid } from './loops-and-liquid.test-kit.ts';
import { smallStories } from './small-stories.test-kit.ts';

describeCorpus('real stories', () => {
  describe.each(databaseKinds)('on %s', (kind) => {
    const world = corpusWorld(kind);
    liquidStories(world);
    if (kind === 'postgres') return;
    smallStories(world);
    loopsAndLiquid(world);
  });
});
