import { type ObjectValue, parseJson, type Value } from '@fabula/formula';
import { describe, expect, test } from 'vitest';
import { originOf } from './value-origin.ts';

function object(json: string): ObjectValue {
  const parsed = parseJson(json);
  if (!parsed.ok) throw new Error(json);
  return parsed.value as Value as ObjectValue;
}

const transform = 'Agents::EventTransformationAgent';
const options = object(
  `{"mode":"message_only","payload":{"person":"Hello <<hook.name>>","plain":"Hello","list":["=hook.a",{"b c":"=hook.b"}],"whole":"=hook.body"}}`,
);

describe('where a part of an event comes from', () => {
  test.each<[string, string | null, string | null]>([
    ['.person', 'payload.person', 'Hello <<hook.name>>'],
    ['.plain', null, null],
    ['.list[0]', 'payload.list[0]', '=hook.a'],
    ['.list[1]["b c"]', 'payload.list[1]["b c"]', '=hook.b'],
    ['.list', null, null],
    ['.whole.deep[3]', 'payload.whole', '=hook.body'],
    ['.nowhere.at.all', null, null],
    ['', null, null],
  ])('%s', (path, option, template) => {
    const expected = option === null ? null : { option, template };
    expect(originOf(transform, options, path)).toEqual(expected);
  });

  test('a formula as a whole payload makes every part', () => {
    expect(originOf(transform, object('{"payload":"=hook.body"}'), '.a.b')).toEqual({
      option: 'payload',
      template: '=hook.body',
    });
  });

  test.each([
    ['an answer from outside', 'Agents::HTTPRequestAgent', '{"payload":{"a":"=hook"}}'],
    ['a list taken apart', transform, '{"mode":"explode","payload":{"a":"=hook"}}'],
  ])('%s is not made of a text', (_what, type, json) => {
    expect(originOf(type, object(json), '.a')).toBeNull();
  });
});
