/** Real story exports that talk with services and people, run to their ends. */
import { corpusWorld, describeCorpus } from './corpus.test-kit.ts';
import { crowdstrikeHosts } from './crowdstrike-hosts.test-kit.ts';
import { promptStories } from './prompt-stories.test-kit.ts';
import { transl8bot } from './transl8bot.test-kit.ts';
import { umbrellaStories } from './umbrella-stories.test-kit.ts';

describeCorpus('real stories', () => {
  const world = corpusWorld('embedded');
  promptStories(world);
  transl8bot(world);
  umbrellaStories(world);
  crowdstrikeHosts(world);
});
