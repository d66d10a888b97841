/** Schemas put together at random: each ends in an answer, and the two functions agree about it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzz } from '../fuzz.test-kit.ts';
import { evaluateFormula, fromData } from './evaluating.test-kit.ts';

const key = fc.constantFrom('a', 'b', '2', '__proto__', 'toString');
const data = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(null, true, 0, 1, -1.5, 3, '', 'a', 'ab', '2024-05-14', 1e21),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
})).value;

const reference = fc.constantFrom('#', '#/$defs/a', '#/properties/a', '#b', 'x', '#/__proto__', 'http://y/#c');
const { schema } = fc.letrec<{ schema: unknown; schemas: unknown; named: unknown }>((tie) => {
  const keywords = {
    type: fc.constantFrom<unknown>('object', 'array', 'string', 'integer', 'null', ['number', 'boolean']),
    enum: fc.array(data, { maxLength: 3 }),
    const: data,
    minimum: fc.integer({ min: -2, max: 3 }),
    exclusiveMaximum: fc.oneof(fc.boolean(), fc.integer({ min: -2, max: 3 })),
    multipleOf: fc.constantFrom(0.5, 1, 3),
    minLength: fc.nat(3),
    pattern: fc.constantFrom('^a', '(a|b)+$', '[^]]', '\\d'),
    format: fc.constantFrom('date', 'email', 'uri', 'none'),
    required: fc.array(key, { maxLength: 2 }),
    uniqueItems: fc.boolean(),
    minContains: fc.nat(2),
    $ref: reference,
    $dynamicRef: reference,
    $id: fc.constantFrom('x', 'http://y/', '#b'),
    $anchor: fc.constantFrom('b', 'c'),
    $dynamicAnchor: fc.constantFrom('b', 'c'),
    $schema: fc.constantFrom(
      'http://json-schema.org/draft-04/schema#',
      'http://json-schema.org/draft-07/schema#',
      'urn:own',
    ),
    allOf: tie('schemas'),
    anyOf: tie('schemas'),
    oneOf: tie('schemas'),
    not: tie('schema'),
    if: tie('schema'),
    // Read as data: a promise is nothing of JSON's.
    // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
    then: tie('schema'),
    else: tie('schema'),
    items: fc.oneof(tie('schema'), tie('schemas')),
    prefixItems: tie('schemas'),
    contains: tie('schema'),
    properties: tie('named'),
    patternProperties: tie('named'),
    additionalProperties: tie('schema'),
    propertyNames: tie('schema'),
    dependentSchemas: tie('named'),
    dependencies: fc.oneof(tie('named'), fc.dictionary(key, fc.array(key, { maxLength: 2 }), { maxKeys: 2 })),
    unevaluatedProperties: tie('schema'),
    unevaluatedItems: tie('schema'),
    $defs: tie('named'),
  };
  const members = Object.entries(keywords).map(([name, value]) =>
    fc.oneof({ weight: 12, arbitrary: value }, { weight: 1, arbitrary: data }).map((given) => [name, given] as const),
  );
  return {
    schema: fc.oneof(
      { depthSize: 'small' },
      fc.boolean(),
      fc.array(fc.oneof(...members), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    ),
    schemas: fc.array(tie('schema'), { maxLength: 3 }),
    named: fc.dictionary(key, tie('schema'), { maxKeys: 2 }),
  };
});

test('every schema gives an answer about every value', () => {
  fuzz(
    'every schema gives an answer about every value',
    fc.property(schema, data, (given, value) => {
      const context = fromData({ schema: given, value });
      const problems = evaluateFormula('JSON_SCHEMA_VALIDATE(schema, value)', context);
      const isValid = evaluateFormula('IS_VALID_JSON_SCHEMA(schema, value)', context);
      if (!problems.ok) {
        expect(problems.error.message).toMatch(/the schema is not valid|not inside it|refer to itself|more than/);
        expect(isValid.ok).toBe(false);
        return;
      }
      expect(isValid).toEqual({ ok: true, value: problems.value === '' });
    }),
    600,
  );
});
