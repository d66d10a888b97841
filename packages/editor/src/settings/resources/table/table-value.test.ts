import { parseJson, stringifyJson, type Value } from '@fabula/formula';
import { describe, expect, test } from 'vitest';
import {
  columnProblem,
  columnsOf,
  kindOfColumn,
  type Rows,
  rowsOf,
  rowsWith,
  withCell,
  withColumnName,
  withEmptied,
  withNewColumn,
  withoutColumn,
  withoutRow,
  withRow,
} from './table-value.ts';

function value(json: string): Value {
  const parsed = parseJson(json);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function rows(json: string): Rows {
  const found = rowsOf(value(json));
  if (found === null) throw new Error('this is no table');
  return found;
}

const doors = rows('[{"name":"North","floor":1},{"floor":2,"open":true,"name":"South"}]');
const cities = rows('["Oslo",null,"Bergen"]');

describe('which values are tables', () => {
  test.each([
    ['[{"a":1},{"b":2}]', true],
    ['["a",1,null,true]', true],
    ['[]', true],
    ['[{"a":1},"b"]', false],
    ['[[1,2]]', false],
    ['{"a":1}', false],
    ['"a"', false],
  ])('%s: %s', (json, isTable) => {
    expect(rowsOf(value(json)) !== null).toBe(isTable);
  });

  test('the columns are the keys of all rows, as they come up; single values are one column without a name', () => {
    expect([columnsOf(doors), columnsOf(cities)]).toEqual([['name', 'floor', 'open'], [null]]);
  });
});

describe('a change touches what it names and nothing else', () => {
  test.each<[string, Rows, string]>([
    [
      'a cell keeps its place in the row',
      withCell(doors, 0, 'name', 'N'),
      '[{"name": "N", "floor": 1}, {"floor": 2, "open": true, "name": "South"}]',
    ],
    [
      'a cell that was not there comes last',
      withCell(doors, 0, 'open', false),
      '[{"name": "North", "floor": 1, "open": false}, {"floor": 2, "open": true, "name": "South"}]',
    ],
    ['a single value', withCell(cities, 1, null, 'Moss'), '["Oslo", "Moss", "Bergen"]'],
    [
      'an emptied text',
      withEmptied(doors, 0, 'name'),
      '[{"name": "", "floor": 1}, {"floor": 2, "open": true, "name": "South"}]',
    ],
    [
      'an emptied number',
      withEmptied(doors, 0, 'floor'),
      '[{"name": "North", "floor": null}, {"floor": 2, "open": true, "name": "South"}]',
    ],
    ['emptying what is not there', withEmptied(doors, 0, 'open'), stringifyJson(doors)],
    [
      'a row in the middle, empty in the way of its columns',
      withRow(doors, 1),
      '[{"name": "North", "floor": 1}, {"name": "", "floor": null, "open": null}, {"floor": 2, "open": true, "name": "South"}]',
    ],
    ['a row at the end of a list of texts', withRow(cities, 3), '["Oslo", null, "Bergen", ""]'],
    ['a row that goes', withoutRow(doors, 0), '[{"floor": 2, "open": true, "name": "South"}]'],
    [
      'a new column',
      withNewColumn(doors, 'key'),
      '[{"name": "North", "floor": 1, "key": null}, {"floor": 2, "open": true, "name": "South", "key": null}]',
    ],
    ['the first column of an empty list', withNewColumn([], 'key'), '[{"key": null}]'],
    ['a column that goes', withoutColumn(doors, 'floor'), '[{"name": "North"}, {"open": true, "name": "South"}]'],
    [
      'another name',
      withColumnName(doors, 'floor', 'level'),
      '[{"name": "North", "level": 1}, {"level": 2, "open": true, "name": "South"}]',
    ],
  ])('%s', (_, after, expected) => {
    expect(stringifyJson(value(stringifyJson(after)))).toBe(stringifyJson(value(expected)));
  });

  test('big numbers and odd keys of other cells survive to the letter', () => {
    const odd = rows('[{"__proto__":12345678901234567890,"a":1.0,"2":"x","1":"y"}]');
    expect(stringifyJson(withCell(odd, 0, 'a', 5)).replaceAll(' ', '')).toBe(
      '[{"__proto__":12345678901234567890,"a":5,"2":"x","1":"y"}]',
    );
  });
});

test('a column is of the kind that most of its cells are', () => {
  const mixed = rows('[{"a":1,"b":null},{"a":"x"},{"a":2}]');
  expect([kindOfColumn(mixed, 'a'), kindOfColumn(mixed, 'b'), kindOfColumn(cities, null)]).toEqual([
    'number',
    'null',
    'text',
  ]);
});

test.each([
  ['south', [1]],
  ['OR', [0]],
  ['true', [1]],
  ['  ', [0, 1]],
  ['west', []],
])('searching for "%s" finds the rows %j', (text, found) => {
  expect(rowsWith(doors, text)).toEqual(found);
});

test('a column has a name that no other has', () => {
  expect([
    columnProblem(doors, ''),
    columnProblem(doors, 'name'),
    columnProblem(doors, 'name', 'name'),
    columnProblem(doors, 'x'),
  ]).toEqual([expect.any(String), expect.any(String), null, null]);
});
