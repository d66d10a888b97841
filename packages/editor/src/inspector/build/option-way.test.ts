import type { OptionField, OptionKind } from '@fabula/model';
import { describe, expect, test } from 'vitest';
import { asFormula, asPlain, formulaChoice, inParts, wayOf } from './option-way.ts';

type Stored = Parameters<typeof wayOf>[1];

function field(kind: OptionKind, more: Partial<OptionField> = {}): OptionField {
  return { key: 'x', title: 'X', help: '', kind, origin: 'documented', ...more };
}

const choices = [
  { value: 'get', title: 'GET' },
  { value: 'post', title: 'POST' },
];

describe('an option is written as its kind and its value ask for', () => {
  test.each<[OptionKind, unknown, string]>([
    ['text', 'a', 'text'],
    ['text', undefined, 'text'],
    ['text', { a: 1 }, 'parts'],
    ['number', 5, 'number'],
    ['number', 'five', 'number'],
    ['number', '=a.b', 'text'],
    ['number', '<<a.b>>', 'text'],
    ['boolean', undefined, 'switch'],
    ['boolean', 'TRUE', 'switch'],
    ['boolean', 'yes', 'text'],
    ['choice', 'other', 'choice'],
    ['choice', '=a.b', 'text'],
    ['list', undefined, 'parts'],
    ['list', 'a, b', 'parts'],
    ['list', '<<a.b>>, c', 'text'],
    ['object', '{"a": 1}', 'parts'],
    ['object', 'a', 'text'],
    ['object', { a: 1 }, 'parts'],
    ['any', undefined, 'text'],
    ['any', 5, 'parts'],
    ['rules', [{ type: 'in', path: 'a' }], 'rules'],
    ['rules', [{ type: 'in', other: 1 }], 'json'],
    ['rules', '=a.rules', 'text'],
    ['code', '=not a formula', 'code'],
  ])('%s with %j as %s', (kind, value, way) => {
    expect(wayOf(field(kind, { choices }), value as Stored)).toBe(way);
  });
});

test.each<[OptionKind, unknown, unknown]>([
  ['list', 'get, post', ['get', 'post']],
  ['list', '["a"]', ['a']],
  ['list', undefined, []],
  ['object', '{"a": 1}', { a: 1 }],
  ['object', undefined, {}],
])('%s with %j has the parts %j', (kind, value, parts) => {
  expect(inParts(field(kind), value as Stored)).toEqual(parts);
});

describe('an option becomes a formula and comes back', () => {
  test.each<[OptionField, unknown, unknown]>([
    [field('number'), 5, '=5'],
    [field('boolean', { fallback: false }), undefined, '=FALSE'],
    [field('choice', { choices }), 'get', '="get"'],
    [field('text'), '<<a.b>>', '=a.b'],
    [field('list'), undefined, '='],
  ])('%j with %j', (option, value, formula) => {
    expect(asFormula(option, value as Stored)).toBe(formula);
    expect(formulaChoice(option, formula as string)).toBe('on');
  });

  test.each<[OptionField, string, unknown]>([
    [field('number'), '=5', 5],
    [field('number', { fallback: 500 }), '=a.b', 500],
    [field('number'), '=a.b', undefined],
    [field('boolean'), '=TRUE', true],
    [field('choice', { choices }), '="get"', 'get'],
    [field('choice', { choices, fallback: 'post' }), '=a.b', 'post'],
    [field('text'), '=a.b', '<<a.b>>'],
    [field('list'), 'a, b', ['a', 'b']],
    [field('list'), '=a.b', []],
    [field('object'), '=a.b', {}],
  ])('%j from %j', (option, value, plain) => {
    expect(asPlain(option, value)).toEqual(plain);
  });
});
