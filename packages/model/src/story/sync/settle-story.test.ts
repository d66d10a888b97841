import { getKey } from '@fabula/formula';
import { describe, expect, test } from 'vitest';
import type { VersionedStory } from '../versioned-story.ts';
import { settleStory } from './settle-story.ts';
import { type Agent, aDestination, guidOf, versioned } from './sync.test-kit.ts';
import { packStory, unpackStory } from './travelling-story.ts';

const hook = (options: Agent['options'] = {}): Agent => ({
  type: 'Webhook',
  name: 'Receive',
  guid: guidOf('hook'),
  options: { path: 'alerts', secret: 'of home', verbs: 'post', ...options },
});
const page = (identifier: string): Agent => ({
  type: 'Form',
  name: 'Ask',
  guid: guidOf('page'),
  options: { url_identifier: identifier },
});
const plain: Agent = { type: 'EventTransformation', name: 'Plain', guid: guidOf('plain'), options: { a: 1 } };

function arrive(sent: readonly Agent[], copy: VersionedStory | null = null, taken: readonly string[] = []) {
  const travelling = unpackStory(packStory(versioned(sent), () => null));
  if (!travelling.ok) throw new Error(travelling.error.message);
  return settleStory(travelling.value, copy, aDestination(taken));
}

const optionOf = (story: VersionedStory, index: number, name: string) =>
  story.document.actions.flatMap(({ options }) => getKey(options, name) ?? null)[index];

describe('a story that arrives for the first time', () => {
  test('gets guids of its own, which also tell how many runs its actions keep', () => {
    const copy = arrive([plain, hook()]);
    const guids = copy.document.actions.map(({ guid }) => guid);
    expect(guids).toEqual([plain, hook()].map(({ guid }) => aDestination().rename(guid)));
    expect([...copy.runsToSave]).toEqual([
      [guids[0], 0],
      [guids[1], 1],
    ]);
  });

  test('keeps its address where that is free, and has one of its own where not', () => {
    expect(optionOf(arrive([hook()]), 0, 'path')).toBe('alerts');
    expect(optionOf(arrive([hook()], null, ['alerts']), 0, 'path')).toBe(aDestination().rename('alerts'));
  });

  test('gets a secret that the source does not know, but only where there was one', () => {
    expect(optionOf(arrive([hook()]), 0, 'secret')).toBe('secret 1');
    expect(optionOf(arrive([hook({ secret: '' })]), 0, 'secret')).toBe('');
    expect(optionOf(arrive([hook({ secret: '<<CREDENTIAL.hook>>' })]), 0, 'secret')).toBe('<<CREDENTIAL.hook>>');
  });
});

describe('a story that arrives again', () => {
  test('changes neither addresses nor secrets, whatever the source has made of them', () => {
    const first = arrive([hook(), page('ask-us')], null, ['alerts']);
    const again = arrive([hook({ path: 'elsewhere', secret: 'new' }), page('ask-them')], first);
    for (const [index, option] of [
      [0, 'path'],
      [0, 'secret'],
      [1, 'url_identifier'],
    ] as const) {
      expect([option, optionOf(again, index, option)]).toEqual([option, optionOf(first, index, option)]);
    }
  });

  test('gets no address where neither has one, and is still reached by its guid where the source has chosen one since', () => {
    const unnamed = { ...page(''), options: {} };
    const first = arrive([unnamed]);
    expect(arrive([unnamed], first)).toEqual(first);
    expect(optionOf(arrive([page('ask-us')], first), 0, 'url_identifier')).toBe(first.document.actions[0]?.guid);
  });

  test('is the same when it is the same', () => {
    const first = arrive([plain, hook(), page('ask-us')]);
    expect(arrive([plain, hook(), page('ask-us')], first)).toEqual(first);
  });

  test('takes what was changed in other options', () => {
    const first = arrive([hook()]);
    expect(optionOf(arrive([hook({ verbs: 'get' })], first), 0, 'verbs')).toBe('get');
  });

  test('an action of another kind under the same guid has the address that it brings', () => {
    const first = arrive([{ ...page('ask-us'), guid: guidOf('hook') }]);
    expect(optionOf(arrive([hook()], first), 0, 'path')).toBe(aDestination().rename('alerts'));
  });
});

test('a call by an id reaches the copy of that story, whatever it is called; where there is none, a story of its name', () => {
  const call = { type: 'SendToStory', name: 'Call', guid: guidOf('call'), options: { story: '12' } };
  const travelling = unpackStory(packStory(versioned([call]), () => ({ guid: guidOf('look up'), name: 'Look up' })));
  if (!travelling.ok) throw new Error(travelling.error.message);
  const there = aDestination([], { [guidOf('look up')]: 77 });
  expect(optionOf(settleStory(travelling.value, null, there), 0, 'story')).toBe('77');
  expect(optionOf(settleStory(travelling.value, null, aDestination()), 0, 'story')).toBe('Look up');
});

test('who is told of failures is chosen where the copy is', () => {
  const sent = unpackStory(packStory(versioned([plain], { recipients: ['author@example.com'] }), () => null));
  if (!sent.ok) throw new Error(sent.error.message);
  const there = versioned([plain], { recipients: ['reader@example.com'] });
  expect(settleStory(sent.value, there, aDestination()).document.recipients).toEqual(there.document.recipients);
  expect(settleStory(sent.value, null, aDestination()).document.recipients).toEqual([]);
});
