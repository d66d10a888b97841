import { parseJson } from '@fabula/formula';
import { describe, expect, test } from 'vitest';
import { inForm, isSameAs, jsonInText, kindOf, read, write } from './written-value.ts';

const big = parseJson('{"b":12345678901234567890,"a":1.0}');
if (!big.ok) throw new Error(big.error.message);

describe('a value of a resource while it is written', () => {
  test('what was read is what would be saved, to the last digit', () => {
    expect(write(big.value)).toEqual({ form: 'json', text: '{ "b": 12345678901234567890, "a": 1.0 }' });
    expect(isSameAs(write(big.value), big.value)).toBe(true);
    expect(isSameAs(write('plain'), 'plain')).toBe(true);
  });

  test('a list of objects or of texts is shown as a table; another list is JSON', () => {
    expect([[{ a: 1 }], ['a'], [], [['a']]].map((value) => write(value).form)).toEqual([
      'table',
      'table',
      'json',
      'json',
    ]);
  });

  test('half-written JSON is no value, and is not the same as anything', () => {
    const half = { form: 'json', text: '{"a":' } as const;
    expect(read(half)).toBeUndefined();
    expect(isSameAs(half, null)).toBe(false);
  });

  test.each([
    ['a text', write('hello'), 'json', { form: 'json', text: '"hello"' }],
    ['a text that is JSON', { form: 'text', text: '[1,2]' } as const, 'json', { form: 'json', text: '[1, 2]' }],
    ['a JSON text', { form: 'json', text: '"hello"' } as const, 'text', { form: 'text', text: 'hello' }],
    ['half-written JSON', { form: 'json', text: '{"a"' } as const, 'text', { form: 'text', text: '{"a"' }],
    ['a table', { form: 'table', rows: [{ a: 1 }] } as const, 'json', { form: 'json', text: '[{ "a": 1 }]' }],
    ['a list of objects', { form: 'json', text: '[{"a":1}]' } as const, 'table', { form: 'table', rows: [{ a: 1 }] }],
    ['a text that is a list', { form: 'text', text: '["a"]' } as const, 'table', { form: 'table', rows: ['a'] }],
    ['nothing', write(''), 'table', { form: 'table', rows: [] }],
    ['what is no table', { form: 'json', text: '{"a":1}' } as const, 'table', { form: 'json', text: '{"a":1}' }],
  ] as const)('%s goes into the other form without a loss', (_name, before, form, after) => {
    expect(inForm(before, form)).toEqual(after);
  });

  test.each([
    ['007', null],
    ['7', 'a number'],
    ['true', 'true or false'],
    ['[1, 2]', 'a list of 2'],
    ['{"a":1}', 'an object of 1 key'],
    ['hello', null],
  ])('the text %s is announced as %s', (text, kind) => {
    expect(jsonInText({ form: 'text', text })).toBe(kind);
  });

  test('a row says what kind of value it is', () => {
    expect([kindOf('abc'), kindOf([1]), kindOf(big.value), kindOf(null)]).toEqual([
      'text of 3 characters',
      'a list of 1',
      'an object of 2 keys',
      'null',
    ]);
  });
});
