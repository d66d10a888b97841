import { describe, expect, test } from 'vitest';
import { toForm, type ValueForm } from './value-form.ts';

describe('a value in another form', () => {
  test.each<[unknown, ValueForm, unknown]>([
    ['<<a.b>>', 'formula', '=a.b'],
    ['Hello <<a.b>>!', 'formula', '=CONCAT("Hello ", a.b, "!")'],
    ['plain', 'formula', '="plain"'],
    ['5', 'formula', '=5'],
    ['', 'formula', '='],
    [5, 'formula', '=5'],
    [true, 'formula', '=TRUE'],
    [null, 'formula', '=NULL'],
    ['=a.b', 'text', '<<a.b>>'],
    ['="plain"', 'text', 'plain'],
    ['=5', 'number', 5],
    ['=TRUE', 'boolean', true],
    ['=', 'text', ''],
    ['12', 'number', 12],
    ['x', 'number', 0],
    ['a, b', 'list', ['a', 'b']],
    ['', 'list', []],
    ['{"a": 1}', 'object', { a: 1 }],
    ['x', 'object', {}],
    [{ a: 1 }, 'text', '{"a":1}'],
    [{ a: 1 }, 'null', null],
  ])('%j as %s is %j', (value, form, expected) => {
    expect(toForm(value as Parameters<typeof toForm>[0], form)).toEqual(expected);
  });
});
