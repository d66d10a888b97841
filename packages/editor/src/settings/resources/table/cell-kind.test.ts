import { stringifyJson, type Value } from '@fabula/formula';
import { expect, test } from 'vitest';
import { type CellKind, cellText, fromElsewhere, fromText, kindOfCell } from './cell-kind.ts';

const said = (value: Value | undefined) => (value === undefined ? 'refused' : stringifyJson(value));

test.each<[string, CellKind, string]>([
  ['12', 'text', '"12"'],
  ['12', 'number', '12'],
  ['12345678901234567890', 'number', '12345678901234567890'],
  ['twelve', 'number', 'refused'],
  ['', 'number', 'refused'],
  ['TRUE', 'boolean', 'true'],
  ['yes', 'boolean', 'refused'],
  ['anything', 'null', 'null'],
  ['{"a":[1]}', 'json', '{"a":[1]}'],
  ['{"a"', 'json', 'refused'],
])('%s typed as %s is %s', (text, kind, expected) => {
  expect(said(fromText(text, kind))).toBe(expected);
});

test.each<[string, CellKind, string]>([
  ['12', 'text', '"12"'],
  ['12', 'number', '12'],
  ['twelve', 'number', '"twelve"'],
  ['', 'number', 'null'],
  ['FALSE', 'boolean', 'false'],
  ['7', 'null', '7'],
  ['007', 'null', '"007"'],
  ['1.0', 'null', '"1.0"'],
  ['true', 'null', 'true'],
  ['12', 'json', '"12"'],
  ['[1]', 'json', '[1]'],
])('%s pasted into a column of %s is %s', (text, kind, expected) => {
  expect(said(fromElsewhere(text, kind))).toBe(expected);
});

test('a cell shows a text as it is, the rest as JSON, and nothing where there is nothing', () => {
  expect(['a "b"', 1.5, null, undefined, [1, 'x']].map((value) => cellText(value))).toEqual([
    'a "b"',
    '1.5',
    'null',
    '',
    '[1,"x"]',
  ]);
  expect(kindOfCell(undefined)).toBe('null');
});
