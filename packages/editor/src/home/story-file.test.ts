import { describe, expect, test } from 'vitest';
import { readStoryFile } from './story-file.ts';

describe('a story file', () => {
  test('is known by its list of actions, and keeps its text', () => {
    const text = '{"name":"Greet","agents":[{"options":{"big":9007199254740993}}]}';
    expect(readStoryFile('greet.json', text)).toEqual({ ok: true, value: { name: 'Greet', actionCount: 1, text } });
  });

  test('without a name is called like the file', () => {
    expect(readStoryFile('My story.JSON', '{"agents":[]}')).toMatchObject({ ok: true, value: { name: 'My story' } });
  });

  test('may begin with a byte order mark', () => {
    expect(readStoryFile('a.json', '\ufeff{"agents":[]}')).toMatchObject({
      ok: true,
      value: { text: '{"agents":[]}' },
    });
  });

  test.each([
    ['{"agents":[}', /^a\.json is not JSON: .*line 1, column 12/],
    ['{\n  "agents": nope\n}', /line 2, column 13/],
    ['[]', /not a story export/],
    ['{"agents":{}}', /not a story export/],
  ])('%j is refused with a reason', (text, reason) => {
    const result = readStoryFile('a.json', text);
    expect(result.ok ? '' : result.error).toMatch(reason);
  });
});
