import { type ObjectValue, parseJson, type Value } from '@fabula/formula';
import { describe, expect, test } from 'vitest';
import { type Preview, previewOf } from './preview-question.ts';

function object(json: string): ObjectValue {
  const parsed = parseJson(json);
  if (!parsed.ok) throw new Error(json);
  return parsed.value as Value as ObjectValue;
}

const event = object('{"hook":{"person":"Ada"},"look_up":{"age":36}}');
const asked = (mode: 'formula' | 'text', formula: string, input: string): Preview => ({
  kind: 'asked',
  question: { formula, mode, input },
});

describe('what is asked while a field is written', () => {
  test.each<[string, Preview | null]>([
    ['Hello', null],
    ['', null],
    ['Hello {{ .hook.person }}', null],
    ['<<hook.person>> and {{ .hook.person }}', null],
    ['Hello <<hook.person>>', asked('text', 'Hello <<hook.person>>', '{"hook":{"person":"Ada"}}')],
    ['=look_up.age + 1', asked('formula', 'look_up.age + 1', '{"look_up":{"age":36}}')],
    ['=1 + 1', asked('formula', '1 + 1', '{}')],
    ['=nobody.name', asked('formula', 'nobody.name', '{}')],
    ['=MAP([1], LAMBDA(hook, hook))', asked('formula', 'MAP([1], LAMBDA(hook, hook))', '{}')],
    ['<<RESOURCE.team>> of <<META.story.name>>', { kind: 'unseen', names: ['META', 'RESOURCE'] }],
  ])('%s', (value, expected) => {
    expect(previewOf(value, event)).toEqual(expected);
  });

  test('a large part of the event that is not read does no harm; one that is read is not taken apart', () => {
    const large = object(`{"hook":{"person":"Ada"},"file":"${'x'.repeat(200_000)}"}`);
    expect(previewOf('<<hook.person>>', large)?.kind).toBe('asked');
    expect(previewOf('<<SIZE(file)>>', large)).toEqual({ kind: 'large' });
  });
});
