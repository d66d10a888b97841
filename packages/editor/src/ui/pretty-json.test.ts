import { parseJson } from '@fabula/formula';
import { expect, test } from 'vitest';
import { prettyJson } from './pretty-json.ts';

function pretty(text: string): string {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return prettyJson(parsed.value);
}

test.each([
  ['{}', '{}'],
  ['[]', '[]'],
  ['null', 'null'],
  ['{"a":{"b":[1,2]}}', '{ "a": { "b": [1, 2] } }'],
  ['{"b":9007199254740993,"1":1.0}', '{ "b": 9007199254740993, "1": 1.0 }'],
  ['{"__proto__":"x"}', '{ "__proto__": "x" }'],
])('%s stays on one line', (text, expected) => {
  expect(pretty(text)).toBe(expected);
});

test('what is long is indented, what is short inside it is not', () => {
  const long = 'x'.repeat(20);
  expect(pretty(`{"list":[{"name":"${long}","size":1},{"name":"y"}],"end":true}`)).toBe(
    `{\n  "list": [\n    { "name": "${long}", "size": 1 },\n    { "name": "y" }\n  ],\n  "end": true\n}`,
  );
});
