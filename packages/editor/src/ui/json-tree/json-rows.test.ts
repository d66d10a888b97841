import { parseJson, type Value } from '@fabula/formula';
import { describe, expect, test } from 'vitest';
import { childrenAtFirst, clipText, openWithin, stepPath, toRows } from './json-rows.ts';

function value(json: string): Value {
  const parsed = parseJson(json);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

const nothingMore = new Map<string, number>();
const paths = (root: Value, open: ReadonlySet<string>, shown: ReadonlyMap<string, number> = nothingMore) =>
  toRows(root, { open, shown }).map((row) =>
    row.kind === 'more' ? `${row.path}… ${row.shown}/${row.total}` : row.path,
  );

describe('the rows of a JSON tree', () => {
  const root = value('{"body":{"items":[{"id":1},{"id":2}]},"2":"b","1":"a"}');

  test('show only what lies in open containers, in the order of the text', () => {
    expect(paths(root, new Set())).toEqual(['.body', '["2"]', '["1"]']);
    expect(paths(root, new Set(['.body', '.body.items']))).toEqual([
      '.body',
      '.body.items',
      '.body.items[0]',
      '.body.items[1]',
      '["2"]',
      '["1"]',
    ]);
  });

  test('ask before they show the rest of a long list', () => {
    const long = value(`[${Array.from({ length: 250 }, (_, index) => index).join(',')}]`);
    const first = paths(long, new Set());
    expect(first).toHaveLength(childrenAtFirst + 1);
    expect(first.at(-1)).toBe('… 100/250');
    expect(paths(long, new Set(), new Map([['', 250]]))).toHaveLength(250);
  });

  test('an empty container cannot be opened', () => {
    expect(toRows(value('{"a":{},"b":[]}'), { open: new Set(['.a', '.b']), shown: nothingMore })).toMatchObject([
      { kind: 'leaf', path: '.a' },
      { kind: 'leaf', path: '.b' },
    ]);
  });

  test('a bare value is one row', () => {
    expect(toRows(value('7'), { open: new Set(), shown: nothingMore })).toMatchObject([
      { kind: 'leaf', key: '', value: 7 },
    ]);
  });
});

describe('what is open at first', () => {
  test('is everything in a small value', () => {
    expect([...openWithin(value('{"a":{"b":{"c":1}}}'), 50)]).toEqual(['.a', '.a.b']);
  });

  test('stays within the budget of rows, upper levels first', () => {
    const wide = value(`{"small":{"x":1},"big":[${Array(60).fill('{"y":1}').join(',')}],"other":{"z":{"deep":1}}}`);
    const open = openWithin(wide, 10);
    expect([...open]).toEqual(['.small', '.other', '.other.z']);
    expect(paths(wide, open).length).toBeLessThanOrEqual(10);
  });
});

describe('a step of a path', () => {
  test.each([
    ['name', '.name'],
    ['_a1', '._a1'],
    ['two words', '["two words"]'],
    ['1st', '["1st"]'],
    ['say "hi"', '["say \\"hi\\""]'],
    ['', '[""]'],
    [0, '[0]'],
  ])('%j is written %s', (key, path) => {
    expect(stepPath(key)).toBe(path);
  });
});

describe('a clipped text', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['ab😀', 3, 'ab'],
    ['a😀b', 3, 'a😀'],
  ])('%j at %d', (text, length, clipped) => {
    expect(clipText(text, length)).toBe(clipped);
  });
});
