import { describe, expect, test } from 'vitest';
import { diagnose } from '../language/diagnose.ts';
import { makeObject } from '../value/value.ts';

function fixes(source: string, slugs: readonly string[] | null): readonly (string | undefined)[] {
  const sample = slugs === null ? null : makeObject(slugs.map((slug) => [slug, 1]));
  return diagnose(source, { mode: 'formula', sample }).map(({ fix }) => fix?.text);
}

describe('a constant or a number of another language is told apart from a name', () => {
  test.each([
    ['None', ['NULL']],
    ['nil', ['NULL']],
    ['undefined', ['NULL']],
    ['True', ['TRUE']],
    ['no', ['FALSE']],
    ['1_000', ['1000']],
    ['1e5', [undefined]],
    ['true', []],
    ['null', []],
    ['NULL', []],
    ['FIND([1], LAMBDA(nil, nil = 1))', []],
  ])('%s', (source, expected) => {
    expect(fixes(source, ['other'])).toEqual(expected);
  });
});

test('an action of that name is an action', () => {
  expect(fixes('nil', ['nil'])).toEqual([]);
  expect(fixes('nil', null)).toEqual([]);
  expect(fixes('Nil', null)).toEqual(['NULL']);
  expect(fixes('10_20', ['10_20'])).toEqual([]);
});
