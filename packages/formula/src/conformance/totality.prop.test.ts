/** Whatever a function is given, it ends in a value or in an error of the language, and sees own keys only. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FunctionDefinition, Parameter, ParameterType } from '../functions/definition.ts';
import { functionsByName } from '../functions/registry.ts';
import { fuzz } from '../fuzz.test-kit.ts';
import { stringifyJson } from '../value/json.ts';
import { Bytes, ExactNumber, makeObject, type Value } from '../value/value.ts';
import { evaluateFormula } from './evaluating.test-kit.ts';

const inherited = 'inheritedByAll';

// What every object inherits is no data. A function that reads it gives itself away by this word.
beforeAll(() => {
  Object.defineProperty(Object.prototype, inherited, { value: 'LEAKED', configurable: true, writable: true });
});
afterAll(() => {
  Reflect.deleteProperty(Object.prototype, inherited);
});

const key = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'size',
    '0',
    '10',
    '__proto__',
    'constructor',
    'toString',
    'timezone',
    'unix_timestamp_milliseconds',
    inherited,
  ),
  fc.string({ maxLength: 4 }),
);

const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  {
    weight: 3,
    arbitrary: fc.string({
      unit: fc.constantFrom(
        'a',
        'B',
        '0',
        '1',
        ' ',
        '.',
        '[',
        ']',
        '(',
        ')',
        '*',
        '\\',
        '"',
        '%',
        ':',
        '/',
        '-',
        ',',
        '\n',
        '|',
        '?',
        '{',
        '}',
        '<',
        '&',
        ';',
        '\ud800',
      ),
      maxLength: 14,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      inherited,
      '__proto__',
      'constructor',
      `$.${inherited}`,
      '$..*',
      '(a|b)*',
      '\\h+',
      '2024-05-14',
      'tomorrow',
      'in 2 hours',
      '%Y-%m-%d',
      '%s',
      'UTC',
      'Europe/Dublin',
      '10.0.0.0/8',
      '::1',
      '{"a":[1.0,{"2":null}]}',
      'a,b\n"c',
      'SGVsbG8=',
      'action',
      'uri',
      'm',
      '-1',
      '1e9',
      '<b>x</b>',
      '&amp;&#0;',
    ),
  },
);

const number: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom<Value>(
    0.5,
    -2.75,
    1e-9,
    9007199254740991,
    new ExactNumber('1.0', true),
    new ExactNumber('9007199254740993', false),
    new ExactNumber('-123456789012345678901234567890.5', true),
    new ExactNumber('1e400', true),
    new ExactNumber('1e-400', true),
  ),
);

const scalar: fc.Arbitrary<Value> = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const { value } = fc.letrec<{ value: Value; array: Value; object: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    tie('array'),
    tie('object'),
    fc.uint8Array({ maxLength: 6 }).map((data) => new Bytes(data)),
  ),
  array: fc.array(tie('value'), { maxLength: 5 }),
  object: fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map(makeObject),
}));
const array = fc.array(value, { maxLength: 6 });
const table = fc.array(
  fc.dictionary(fc.constantFrom('a', 'b', '1'), scalar).map((record) => makeObject(Object.entries(record))),
  { maxLength: 4 },
);
const object = fc.array(fc.tuple(key, value), { maxLength: 4 }).map(makeObject);

const lambdas = fc.constantFrom(
  'LAMBDA(x, x)',
  'LAMBDA(x, y, x & y)',
  'LAMBDA(x, x = 1)',
  'LAMBDA(x, x.a)',
  'LAMBDA(NULL)',
  'LAMBDA(x, x + 1)',
);

function valueOfType(type: ParameterType): fc.Arbitrary<Value> {
  switch (type) {
    case 'text':
    case 'date':
      return fc.oneof(text, number);
    case 'number':
    case 'integer':
      return number;
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.oneof(array, table);
    case 'object':
      return object;
    case 'any':
    case 'lambda':
      return value;
  }
}

interface Given {
  /** The argument as it is written; values come from the context. */
  readonly source: (name: string) => string;
  readonly value: Value;
}

function argumentFor(parameter: Parameter): fc.Arbitrary<Given> {
  const types = typeof parameter.type === 'string' ? [parameter.type] : parameter.type;
  const prefix = parameter.keywordOnly === true ? `${parameter.name}: ` : '';
  const given = (arbitrary: fc.Arbitrary<Value>) =>
    arbitrary.map((item) => ({ source: (name: string) => prefix + name, value: item }));
  const right = fc.oneof(...types.map((type) => given(valueOfType(type))));
  const lambda = lambdas.map((source) => ({ source: () => prefix + source, value: null }));
  return fc.oneof(
    { weight: 8, arbitrary: types.includes('lambda') ? fc.oneof(lambda, right) : right },
    { weight: 1, arbitrary: given(value) },
  );
}

function callOf({
  name,
  parameters,
}: FunctionDefinition): fc.Arbitrary<{ readonly formula: string; readonly context: Value }> {
  const args = parameters.map((parameter) => {
    const one = argumentFor(parameter);
    if (parameter.repeats === true) return fc.array(one, { minLength: parameter.required ? 1 : 0, maxLength: 4 });
    return parameter.required
      ? one.map((item) => [item])
      : fc.option(one, { nil: null }).map((item) => (item === null ? [] : [item]));
  });
  return fc.tuple(...args).map((lists) => {
    // An optional argument that is left out ends the positional ones.
    const gap = lists.findIndex((list, index) => list.length === 0 && parameters[index]?.keywordOnly !== true);
    const list = lists
      .filter((_, index) => gap === -1 || index < gap || parameters[index]?.keywordOnly === true)
      .flat();
    return {
      formula: `${name}(${list.map(({ source }, index) => source(`v${index}`)).join(', ')})`,
      context: makeObject(list.map((item, index) => [`v${index}`, item.value] as const)),
    };
  });
}

describe.each([...functionsByName.values()])('$name', (definition) => {
  test('gives a value or an error of the language, and nothing inherited', () => {
    fuzz(
      `call ${definition.name}`,
      fc.property(callOf(definition), ({ formula, context }) => {
        const result = evaluateFormula(formula, context);
        if (!result.ok) {
          expect(result.error.message).not.toMatch(/unexpectedly|work is too large|no argument named|takes \d/);
          return;
        }
        expect(stringifyJson(result.value)).not.toMatch(/LEAKED|native code|\[object/);
      }),
      300,
    );
  });
});
