import { describe, expect, test } from 'vitest';
import { stringifyJson } from '../value/json.ts';
import { getKey, isObjectValue, type Value } from '../value/value.ts';
import { compileTemplate } from './compile-template.ts';
import { environment, json, scopeFrom } from './evaluating.test-kit.ts';

const scope = scopeFrom('{"a": {"count": 4, "list": [1, 2]}, "big": 9007199254740993}');

function resolved(template: Value): Value {
  const result = compileTemplate(template).evaluate(scope, environment);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

test('every text in the tree is a field of its own kind', () => {
  const template = json(
    '{"n":"=a.count + 1","s":"n is <<a.count>>","old":"{{ .a.count }}","plain":"x","deep":[{"l":"=a.list"},7]}',
  );
  expect(stringifyJson(resolved(template))).toBe('{"n":5,"s":"n is 4","old":"4","plain":"x","deep":[{"l":[1,2]},7]}');
});

test('keys are not evaluated and keep their order', () => {
  expect(stringifyJson(resolved(json('{"=a.count":"=a.count","2":"=big","1":"x"}')))).toBe(
    '{"=a.count":4,"2":9007199254740993,"1":"x"}',
  );
  expect(stringifyJson(resolved(json('{"__proto__":"=a.count"}')))).toBe('{"__proto__":4}');
});

test('parts without fields are handed through, not copied', () => {
  const template = json('{"fixed":{"deep":[1,{"x":"y"}]},"open":"=a.count"}');
  const result = resolved(template);
  expect(
    isObjectValue(template) && isObjectValue(result) && getKey(result, 'fixed') === getKey(template, 'fixed'),
  ).toBe(true);
  const literal = json('{"a":[1]}');
  expect(resolved(literal)).toBe(literal);
});

describe('a mistake waits for evaluation and says where it is', () => {
  test.each([
    ['{"a":{"b":["ok","=1 +"]}}', 'syntax', ['a', 'b', 1], [4, 4]],
    ['{"a":"x <<1 / 0>>"}', 'division_by_zero', ['a'], [4, 9]],
    ['["=NOPE()"]', 'unknown_function', [0], [1, 5]],
    ['"{{ a | nope }}"', 'liquid', [], [7, 11]],
  ])('%s', (text, code, path, range) => {
    const result = compileTemplate(json(text)).evaluate(scope, environment);
    expect(result.ok ? null : result.error).toMatchObject({ code, path, range });
  });

  test('the editor sees them without evaluating', () => {
    const template = json('{"a":"=1 +","b":"=NOPE(1)","c":"=IF(TRUE, 1, UPCASE())","d":"fine"}');
    expect(compileTemplate(template).problems.map(({ code, path, source }) => [code, path, source])).toEqual([
      ['syntax', ['a'], '=1 +'],
      ['unknown_function', ['b'], '=NOPE(1)'],
      ['arguments', ['c'], '=IF(TRUE, 1, UPCASE())'],
    ]);
  });
});

describe('the names that a template reads', () => {
  test.each([
    ['{"a":"=x.y + z[k]","b":"<<UPCASE(t)>>"}', ['x', 'z', 'k', 't']],
    ['"=MAP_LAMBDA(list, LAMBDA(i, i + other))"', ['list', 'other']],
    ['"=a |> %.b"', ['a']],
    ['"<%for x in xs%><<x>><<FORLOOP.index>><<y>><%endfor%><<x>>"', ['xs', 'y', 'x']],
    ['"{{ .a.b | append: c }}{% if d.e %}{% endif %}"', ['a', 'c', 'd']],
    ['"{% for x in list %}{{ x }}{% endfor %}{% assign k = m %}{{ k }}"', ['list', 'm']],
    ['"{% story My Story %}{% credential C %}"', ['CREDENTIAL', 'STORY']],
    ['{"a":["plain",1]}', []],
  ])('%s', (text, names) => {
    const references = compileTemplate(json(text)).references;
    expect([...(references ?? [])].sort()).toEqual([...names].sort());
  });
});

describe('braces and pills in one text', () => {
  const both = json('"{{ a.count }} <<a.count>>"');
  test.each([
    [undefined, '4 <<a.count>>'],
    [null, '4 <<a.count>>'],
    [13, '{{ a.count }} 4'],
  ])('written for library version %s', (standardLibVersion, expected) => {
    const options = standardLibVersion === undefined ? {} : { standardLibVersion };
    expect(compileTemplate(both, options).evaluate(scope, environment)).toEqual({ ok: true, value: expected });
  });

  test('braces alone are a legacy template in any version', () => {
    expect(compileTemplate('{{ a.count }}', { standardLibVersion: 92 }).evaluate(scope, environment)).toEqual({
      ok: true,
      value: '4',
    });
  });
});
