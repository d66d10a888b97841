import { expect, test } from 'vitest';
import { readCells, withPasted } from './pasted.ts';

test.each([
  ['a', [['a']]],
  [
    'a\tb\nc\td\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a\tb\r\nc\td',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    '"two\nlines"\t"a ""word"""\nx\t',
    [
      ['two\nlines', 'a "word"'],
      ['x', ''],
    ],
  ],
  ['say "hi"\tb', [['say "hi"', 'b']]],
  ['a\t\tb', [['a', '', 'b']]],
])('%j is read as cells', (text, cells) => {
  expect(readCells(text)).toEqual(cells);
});

const doors = [
  { name: 'North', floor: 1 },
  { name: 'South', floor: 2 },
];

test.each([
  ['over cells, each in the kind of its column', 0, 'name', 'East\t3', [{ name: 'East', floor: 3 }, doors[1]]],
  [
    'past the last row',
    1,
    'name',
    'East\t3\nWest\t4',
    [doors[0], { name: 'East', floor: 3 }, { name: 'West', floor: 4 }],
  ],
  ['past the last column', 1, 'floor', '5\ttrue', [doors[0], { name: 'South', floor: 5, column_3: true }]],
  ['a text into numbers stays a text', 0, 'floor', 'cellar', [{ name: 'North', floor: 'cellar' }, doors[1]]],
])('pasting %s', (_, at, column, text, after) => {
  expect(withPasted(doors, at, column, readCells(text))).toEqual(after);
});

test('a list of texts takes the first column alone', () => {
  expect(withPasted(['a'], 0, null, readCells('x\ty\n7'))).toEqual(['x', '7']);
});

test('an empty list becomes what was copied: a list of values, or a table with its first line as names', () => {
  expect(withPasted([], 0, null, readCells('x\n7'))).toEqual(['x', 7]);
  expect(withPasted([], 0, null, readCells('name\tfloor\nNorth\t1'))).toEqual([{ name: 'North', floor: 1 }]);
  expect(withPasted([], 0, null, readCells('North\t1'))).toEqual([{ column_1: 'North', column_2: 1 }]);
});
