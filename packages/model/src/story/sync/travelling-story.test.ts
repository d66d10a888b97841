import { stringifyJson } from '@fabula/formula';
import { describe, expect, test } from 'vitest';
import { guidOf, versioned } from './sync.test-kit.ts';
import { packStory, unpackStory } from './travelling-story.ts';

const call = (story: unknown) => [{ type: 'SendToStory', name: 'Call', guid: guidOf('call'), options: { story } }];
const calledOf = (id: number) => (id === 12 ? { guid: guidOf('look up'), name: 'Look up' } : null);
const packed = (...args: Parameters<typeof versioned>) => stringifyJson(packStory(versioned(...args), calledOf));

describe('what is sent', () => {
  test('has no secret of a webhook, and says which webhooks had one', () => {
    const text = packed([
      { type: 'Webhook', name: 'A', guid: guidOf('a'), options: { path: 'a', secret: 'only between us' } },
      { type: 'Webhook', name: 'B', guid: guidOf('b'), options: { path: 'b', secret: '<<CREDENTIAL.b>>' } },
    ]);
    expect(text).not.toContain('only between us');
    expect(text).toContain(`"secret_holders":["${guidOf('a')}"]`);
    expect(text).toContain('<<CREDENTIAL.b>>');
  });

  test('names nobody who is told of failures', () => {
    expect(packed([], { recipients: ['author@example.com'] })).not.toContain('author@example.com');
  });

  test.each([
    [12, '"story":"Look up"'],
    ['12', '"story":"Look up"'],
    [13, '"story":13'],
    ['<<STORY.look_up>>', '"story":"<<STORY.look_up>>"'],
    [null, '"story":null'],
  ])('a call of %j is sent as %s: ids mean nothing elsewhere', (story, expected) => {
    expect(packed(call(story))).toContain(expected);
  });

  test('is the same text for the same story, in whatever order its tags are', () => {
    const tagged = (...tags: string[]) => {
      const story = versioned([]);
      return stringifyJson(packStory({ ...story, document: { ...story.document, tags } }, calledOf));
    };
    expect(tagged('b', 'a')).toBe(tagged('a', 'b'));
  });
});

test('what is read again is what was sent', () => {
  const story = versioned([
    { type: 'Webhook', name: 'A', guid: guidOf('a'), options: { path: 'a', secret: 's' } },
    ...call(12),
  ]);
  const sent = packStory(story, calledOf);
  const read = unpackStory(sent);
  if (!read.ok) throw new Error(read.error.message);
  expect([...read.value.secretHolders]).toEqual([guidOf('a')]);
  expect([...read.value.calls]).toEqual([[guidOf('call'), guidOf('look up')]]);
  const again = packStory(read.value.story, calledOf);
  // Only whose secret it was, and who was called by an id, is known no more.
  const without = stringifyJson(sent)
    .replace(`["${guidOf('a')}"]`, '[]')
    .replace(`{"${guidOf('call')}":"${guidOf('look up')}"}`, '{}');
  expect(stringifyJson(again)).toBe(without);
});
