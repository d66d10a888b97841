import type { Value } from '@fabula/formula';
import { describe, expect, test } from 'vitest';
import {
  appendToResource,
  readResourceValue,
  removeFromResource,
  replaceInResource,
  resourceText,
} from './resource-value.ts';

test.each<[given: Value, value: Value]>([
  ['plain', 'plain'],
  ['', ''],
  ['{"a":1}', { a: 1 }],
  ['[1]', [1]],
  ['{broken', '{broken'],
  [{ a: 1 }, { a: 1 }],
  [[], []],
  [null, null],
])('%j is kept as %j', (given, value) => {
  expect(readResourceValue(given)).toEqual(value);
});

test('is shown as text', () => {
  expect(resourceText('text')).toBe('text');
  expect(resourceText({ fizz: 'buzz' })).toBe('{"fizz":"buzz"}');
});

describe('appending', () => {
  test.each<[value: Value, added: Value, result: Value | RegExp]>([
    ['value', 'foo', 'valuefoo'],
    [['one'], [2], ['one', 2]],
    ['text', ['x'], /must be text/],
    [['x'], 'text', /must be a list/],
    [{}, 'x', /neither text nor a list/],
    [5, 'x', /neither text nor a list/],
  ])('to %j of %j', (value, added, result) => {
    const appended = appendToResource(value, added);
    if (result instanceof RegExp)
      expect(appended).toMatchObject({ error: { field: 'value', message: expect.stringMatching(result) } });
    else expect(appended).toEqual({ ok: true, value: result });
  });
});

describe('replacing', () => {
  test.each<[value: Value, place: object, expected: Value, result: Value | string]>([
    [{ foo: 'old', bar: 1 }, { key: 'foo' }, null, { foo: 'new', bar: 1 }],
    [{ foo: 'old' }, { key: 'added' }, null, { foo: 'old', added: 'new' }],
    [['a', 'b'], { index: 1 }, null, ['a', 'new']],
    [{ lock: false }, { key: 'lock' }, false, { lock: 'new' }],
    [{ lock: { by: 1 } }, { key: 'lock' }, { by: 1 }, { lock: 'new' }],
    [{ lock: true }, { key: 'lock' }, false, 'if_value'],
    [{}, { key: 'lock' }, false, 'if_value'],
    [['a'], { index: 1 }, null, 'index'],
    [['a'], { key: 'a' }, null, 'index'],
    [{ a: 1 }, { index: 0 }, null, 'key'],
    ['text', { key: 'a' }, null, 'key'],
    ['text', { index: 0 }, null, 'index'],
  ])('in %j at %j, expecting %j', (value, place, expected, result) => {
    const replaced = replaceInResource(value, place, 'new', expected);
    if (typeof result === 'string') expect(replaced).toMatchObject({ ok: false, error: { field: result } });
    else expect(replaced).toEqual({ ok: true, value: result });
  });

  test('tells what is there when it is not what was expected', () => {
    expect(replaceInResource({ a: [1] }, { key: 'a' }, 2, 3)).toMatchObject({ error: { current: [1] } });
    expect(replaceInResource({}, { key: 'a' }, 2, 3)).toMatchObject({ error: { current: null } });
  });
});

describe('removing', () => {
  test.each<[value: Value, place: object, expected: Value, result: { value: Value; removed: Value } | string]>([
    [{ a: 1, b: 2 }, { key: 'a' }, null, { value: { b: 2 }, removed: 1 }],
    [[1, 2, 3], { index: 0 }, null, { value: [2, 3], removed: 1 }],
    [[1, 2, 3], {}, null, { value: [1, 2], removed: 3 }],
    [['x'], { index: 0 }, 'x', { value: [], removed: 'x' }],
    [['x'], { index: 0 }, 'y', 'if_value'],
    [[], {}, null, 'index'],
    [{ a: 1 }, { key: 'b' }, null, 'key'],
    [{ a: 1 }, {}, null, 'key'],
    ['text', {}, null, 'key'],
  ])('from %j at %j, expecting %j', (value, place, expected, result) => {
    const removed = removeFromResource(value, place, expected);
    if (typeof result === 'string') expect(removed).toMatchObject({ ok: false, error: { field: result } });
    else expect(removed).toEqual({ ok: true, value: result });
  });
});
