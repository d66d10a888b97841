import type { Credentials, StoryBook } from '@fabula/engine';
import type { DefinedAction, StoryDefinition } from '@fabula/model';
import { expect, test } from 'vitest';
import { loadValues } from './load-values.ts';

const story = {} as StoryDefinition;
const action = {} as DefinedAction;

/** Values and secrets, of which a change takes away what was there: `changes` times, each while a credential is read. */
function sources(changes: number) {
  const reads: string[] = [];
  let left = changes;
  let values: object | undefined;
  let secrets: object | undefined;
  const stories = {
    peekTeamValues: () => values,
    teamValues: async () => {
      reads.push('values');
      values = {};
    },
  };
  const credentials = {
    peek: () => secrets,
    load: async () => {
      reads.push('secrets');
      secrets = {};
      if (left-- > 0) values = undefined;
    },
  };
  return { reads, sources: { stories, credentials } as unknown as { stories: StoryBook; credentials: Credentials } };
}

test('what is forgotten while something else is read is read again', async () => {
  const { reads, sources: changing } = sources(2);
  await loadValues(changing, story, action);
  expect(changing.stories.peekTeamValues(story)).toBeDefined();
  expect(reads).toEqual(['values', 'secrets', 'values', 'secrets', 'values', 'secrets']);
});

test('what is there is not read', async () => {
  const { reads, sources: steady } = sources(0);
  await loadValues(steady, story, action);
  await loadValues(steady, story, action);
  expect(reads).toEqual(['values', 'secrets']);
});
