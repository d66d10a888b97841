import { describe, expect, it } from 'vitest';
import { makeObject, type Value } from '../value/value.ts';
import { printType } from './print-type.ts';
import { typeAtPath } from './read-type.ts';
import { ANY, arrayOf, INTEGER, joinTypes, NULL, NUMBER, objectOf, TEXT } from './type.ts';
import { typeOfValue } from './type-of-value.ts';

describe('the type of a sample', () => {
  it('joins the keys of all elements; one that is not always there may be NULL', () => {
    const type = typeOfValue([{ id: 1, name: 'x' }, { id: 2 }]);
    expect(printType(type)).toBe('array of objects {id, name}');
    expect(printType(typeAtPath(type, '0.name'))).toBe('text or NULL');
  });

  it('notices a key that only the last of many elements has', () => {
    const items: Value[] = Array.from({ length: 10_000 }, (_, id) => ({ id }));
    const type = typeOfValue([...items, { id: 1, rare: 'x' }]);
    expect(printType(typeAtPath(type, '0.rare'))).toBe('NULL or text');
  });

  it('looks at a bounded part of a large value and keeps what it has seen', () => {
    const row = (id: number): Value =>
      makeObject(Array.from({ length: 200 }, (_, key) => [`key${key}`, { id, list: [id, [id], { id }] }] as const));
    const type = typeOfValue(Array.from({ length: 500 }, (_, id) => row(id)));
    expect(printType(typeAtPath(type, '0.key0.list.0'))).toBe('whole number or array of whole numbers or object {id}');
  });

  it('takes an object of very many keys for a table', () => {
    const table = makeObject(Array.from({ length: 5_000 }, (_, key) => [`key${key}`, key] as const));
    expect(printType(typeAtPath(typeOfValue(table), 'key4999'))).toBe('whole number');
  });

  it('ends in a value that is nested deeply', () => {
    let deep: Value = 1;
    for (let level = 0; level < 5_000; level += 1) deep = level % 2 === 0 ? [deep] : { deep };
    expect(printType(typeOfValue(deep))).toBe('object {deep}');
  });
});

describe('two types joined', () => {
  it.each([
    [INTEGER, NUMBER, 'number'],
    [TEXT, TEXT, 'text'],
    [TEXT, NULL, 'text or NULL'],
    [TEXT, ANY, 'any value'],
    [arrayOf(TEXT), arrayOf(INTEGER), 'array of (texts or whole numbers)'],
    [objectOf(new Map([['a', TEXT]])), objectOf(new Map([['b', TEXT]])), 'object {a, b}'],
  ])('%o and %o are %s', (a, b, joined) => {
    expect(printType(joinTypes(a, b))).toBe(joined);
  });
});
