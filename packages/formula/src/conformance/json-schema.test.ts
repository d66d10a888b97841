/** JSON Schema: what each keyword says, the drafts, references, and values that only this language has. */
import { describe, expect, test } from 'vitest';
import { shown } from './evaluating.test-kit.ts';

type Row = readonly [schema: string, input: string, problems: string];

function validate(schema: string, input: string): string {
  const context = `{"schema":${schema},"input":${input}}`;
  const problems = shown('JSON_SCHEMA_VALIDATE(schema, input)', context);
  const isValid = shown('IS_VALID_JSON_SCHEMA(schema, input)', context);
  if (problems.startsWith('!')) return problems.replace('! JSON_SCHEMA_VALIDATE: ', '! ');
  expect(isValid).toBe(String(problems === '""'));
  return JSON.parse(problems);
}

function rows(table: readonly Row[]): void {
  test.each(table)('%s of %s: %s', (schema, input, problems) => {
    expect(validate(schema, input)).toBe(problems);
  });
}

describe('every keyword says what is wrong in the documented style', () => {
  rows([
    ['{"type":"integer"}', '1.5', 'Value at root is not an integer'],
    ['{"type":"string"}', 'null', 'Value at root is not a string'],
    ['{"type":"null"}', '0', 'Value at root is not null'],
    ['{"type":["string","null"]}', '1', 'Value at root is not one of the types: string, null'],
    ['{"type":["string","null"]}', 'null', ''],
    ['{"enum":["a",1,{"b":null}]}', '{"b":null}', ''],
    ['{"enum":["a",1]}', '"b"', 'Value at root is not one of: ["a",1]'],
    ['{"const":{"a":[1]}}', '{"a":[1.0]}', ''],
    ['{"const":null}', 'false', 'Value at root is not: null'],
    ['{"minimum":11}', '10', 'Number at root is less than: 11'],
    ['{"maximum":1.5}', '2', 'Number at root is greater than: 1.5'],
    ['{"exclusiveMinimum":1}', '1', 'Number at root is less than or equal to: 1'],
    ['{"exclusiveMaximum":1}', '1', 'Number at root is greater than or equal to: 1'],
    ['{"multipleOf":0.01}', '19.99', ''],
    ['{"multipleOf":0.01}', '19.995', 'Number at root is not a multiple of: 0.01'],
    ['{"minLength":2}', '"😀"', 'String length at root is less than: 2'],
    ['{"maxLength":1}', '"😀"', ''],
    ['{"maxLength":1}', '"ab"', 'String length at root is greater than: 1'],
    ['{"pattern":"^[a-z]+$"}', '"ab"', ''],
    ['{"pattern":"^[a-z]+$"}', '"ab\\n1"', 'String at root does not match pattern: ^[a-z]+$'],
    ['{"pattern":"[$^]x"}', '"a$x"', ''],
    ['{"format":"email"}', '"ada@example"', ''],
    ['{"format":"email"}', '"ada"', 'Value at root does not match format: email'],
    ['{"format":"no-such-format"}', '"x"', ''],
    ['{"minItems":1}', '[]', 'Array size at root is less than: 1'],
    ['{"maxItems":1}', '[1,2]', 'Array size at root is greater than: 1'],
    ['{"uniqueItems":true}', '[1,{"a":1,"b":2},{"b":2,"a":1.0}]', 'Array items at root are not unique'],
    [
      '{"contains":{"type":"string"}}',
      '[1]',
      'Array at root does not contain enough items that match `contains` schema',
    ],
    ['{"contains":{"type":"string"},"minContains":0}', '[1]', ''],
    [
      '{"contains":{"type":"string"},"maxContains":1}',
      '["a","b"]',
      'Array at root contains too many items that match `contains` schema',
    ],
    ['{"items":{"type":"string"}}', '["a",2]', 'Value at `/1` is not a string'],
    [
      '{"prefixItems":[{"type":"string"}],"items":false}',
      '["a",2]',
      'Array item at `/1` is a disallowed additional item',
    ],
    ['{"minProperties":1}', '{}', 'Object size at root is less than: 1'],
    ['{"maxProperties":0}', '{"a":1}', 'Object size at root is greater than: 0'],
    ['{"required":["a","b","c"]}', '{"b":null}', 'Object at root is missing required properties: a, c'],
    ['{"properties":{"a/b":{"properties":{"~":false}}}}', '{"a/b":{"~":1}}', 'Value at `/a~1b/~0` is not allowed'],
    [
      '{"properties":{"a":true},"additionalProperties":false}',
      '{"a":1,"b":2}',
      'Object property at `/b` is a disallowed additional property',
    ],
    ['{"additionalProperties":{"type":"number"}}', '{"a":"1"}', 'Value at `/a` is not a number'],
    ['{"patternProperties":{"^x-":{"type":"string"}}}', '{"x-a":1,"y":1}', 'Value at `/x-a` is not a string'],
    [
      '{"propertyNames":{"maxLength":2}}',
      '{"abc":1}',
      'Object property name "abc" at root does not match `propertyNames` schema',
    ],
    [
      '{"dependentRequired":{"a":["b"]}}',
      '{"a":1}',
      'Object at root is missing required `dependentRequired` properties: b',
    ],
    ['{"dependentSchemas":{"a":{"required":["b"]}}}', '{"a":1}', 'Object at root is missing required properties: b'],
    [
      '{"allOf":[{"minimum":2},{"multipleOf":2}]}',
      '1',
      'Number at root is less than: 2\nNumber at root is not a multiple of: 2',
    ],
    [
      '{"anyOf":[{"type":"string"},{"minimum":2}]}',
      '1',
      'Value at root is not a string\nNumber at root is less than: 2',
    ],
    ['{"anyOf":[]}', '1', 'Value at root does not match any `anyOf` schemas'],
    [
      '{"oneOf":[{"minimum":1},{"maximum":5}]}',
      '3',
      'Value at root does not match exactly one `oneOf` schema: it matches 2',
    ],
    ['{"oneOf":[{"minimum":1},{"maximum":0}]}', '3', ''],
    ['{"not":{"type":"string"}}', '"a"', 'Value at root matches `not` schema'],
    [
      '{"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":5}}',
      '"a"',
      'String length at root is less than: 2',
    ],
    ['{"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":5}}', '4', 'Number at root is less than: 5'],
    ['false', '1', 'Value at root is not allowed'],
    ['true', '1', ''],
    ['{}', 'null', ''],
  ]);
});

describe('the draft is told by $schema', () => {
  const draft4 = '"$schema":"http://json-schema.org/draft-04/schema#"';
  const draft7 = '"$schema":"http://json-schema.org/draft-07/schema#"';
  const draft2019 = '"$schema":"https://json-schema.org/draft/2019-09/schema"';
  rows([
    [`{${draft4},"type":"integer"}`, '1.0', 'Value at root is not an integer'],
    [`{${draft7},"type":"integer"}`, '1.0', ''],
    [`{${draft4},"minimum":1,"exclusiveMinimum":true}`, '1', 'Number at root is less than or equal to: 1'],
    [
      `{${draft4},"id":"http://x/","definitions":{"a":{"id":"b.json","type":"null"}},"items":{"$ref":"b.json"}}`,
      '[1]',
      'Value at `/0` is not null',
    ],
    [
      `{${draft7},"items":[{"type":"null"}],"additionalItems":false}`,
      '[null,1]',
      'Array item at `/1` is a disallowed additional item',
    ],
    [
      `{${draft7},"dependencies":{"a":["b"]}}`,
      '{"a":1}',
      'Object at root is missing required `dependencies` properties: b',
    ],
    [
      `{${draft7},"dependencies":{"a":{"required":["b"]}}}`,
      '{"a":1}',
      'Object at root is missing required properties: b',
    ],
    // Before 2019 nothing beside a $ref counts.
    [`{${draft7},"definitions":{"t":true},"properties":{"a":{"$ref":"#/definitions/t","type":"null"}}}`, '{"a":1}', ''],
    [
      '{"$defs":{"t":true},"properties":{"a":{"$ref":"#/$defs/t","type":"null"}}}',
      '{"a":1}',
      'Value at `/a` is not null',
    ],
    [
      `{${draft2019},"$recursiveAnchor":true,"properties":{"a":{"$recursiveRef":"#"}},"required":["n"]}`,
      '{"n":1,"a":{}}',
      'Object at `/a` is missing required properties: n',
    ],
  ]);
});

describe('references stay inside the schema', () => {
  const tree = '{"$id":"http://x/tree","$dynamicAnchor":"node","properties":{"sub":{"$dynamicRef":"#node"}}}';
  rows([
    [
      '{"properties":{"next":{"$ref":"#"}},"additionalProperties":false}',
      '{"next":{"next":{"x":1}}}',
      'Object property at `/next/next/x` is a disallowed additional property',
    ],
    ['{"$defs":{"a b":{"type":"null"}},"$ref":"#/$defs/a%20b"}', '1', 'Value at root is not null'],
    ['{"$defs":{"x":{"$anchor":"here","type":"null"}},"$ref":"#here"}', '1', 'Value at root is not null'],
    ['{"$id":"http://x/a/b","$defs":{"x":{"$id":"../c","type":"null"}},"$ref":"/c"}', '1', 'Value at root is not null'],
    [
      '{"$id":"http://x/a","$defs":{"x":{"$id":"/b/","$defs":{"y":{"$ref":"c"},"z":{"$id":"c","type":"null"}}}},"$ref":"#/$defs/x/$defs/y"}',
      '1',
      'Value at root is not null',
    ],
    [
      `{"$id":"http://x/strict","$dynamicAnchor":"node","$ref":"tree","unevaluatedProperties":false,"$defs":{"t":${tree}}}`,
      '{"sub":{"y":1}}',
      'Object property at `/sub/y` is a disallowed unevaluated property',
    ],
    [
      '{"$ref":"https://example.com/schema.json"}',
      '1',
      '! the schema refers to "https://example.com/schema.json", which is not inside it; schemas are not fetched',
    ],
    [
      '{"$ref":"#/$defs/none"}',
      '1',
      '! the schema refers to "#/$defs/none", which is not inside it; schemas are not fetched',
    ],
    [
      '{"$ref":"#/__proto__"}',
      '1',
      '! the schema refers to "#/__proto__", which is not inside it; schemas are not fetched',
    ],
    ['{"$ref":"#"}', '1', '! more than 400 schemas apply inside each other; does one refer to itself?'],
    ['{"allOf":[{"$ref":"#"}]}', '1', '! more than 400 schemas apply inside each other; does one refer to itself?'],
    // What looks like a reference may be data.
    ['{"enum":[{"$ref":"#/none"}]}', '{"$ref":"#/none"}', ''],
    ['{"properties":{"$ref":{"type":"string"}}}', '{"$ref":1}', 'Value at `/$ref` is not a string'],
  ]);
});

describe('unevaluated members are those that no successful keyword has looked at', () => {
  rows([
    ['{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}', '{"a":1}', ''],
    [
      '{"anyOf":[{"properties":{"a":true},"required":["z"]},true],"unevaluatedProperties":false}',
      '{"a":1}',
      'Object property at `/a` is a disallowed unevaluated property',
    ],
    ['{"if":{"properties":{"a":{"const":1}}},"unevaluatedProperties":false}', '{"a":1}', ''],
    [
      '{"allOf":[{"properties":{"a":true}},{"unevaluatedProperties":false}]}',
      '{"a":1}',
      'Object property at `/a` is a disallowed unevaluated property',
    ],
    [
      '{"$ref":"#/$defs/x","$defs":{"x":{"properties":{"a":true}}},"unevaluatedProperties":{"type":"null"}}',
      '{"a":1,"b":1}',
      'Value at `/b` is not null',
    ],
    [
      '{"prefixItems":[true],"contains":{"type":"string"},"unevaluatedItems":false}',
      '[1,"a",2]',
      'Array item at `/2` is a disallowed unevaluated item',
    ],
    [
      '{"not":{"not":{"properties":{"a":true}}},"unevaluatedProperties":false}',
      '{"a":1}',
      'Object property at `/a` is a disallowed unevaluated property',
    ],
  ]);
});

describe('a schema that is none is refused', () => {
  rows([
    [
      '{"type":"strng"}',
      '1',
      '! the schema is not valid: there is no type "strng"; types are null, boolean, object, array, number, integer, string',
    ],
    ['{"minimum":"many"}', '1', '! the schema is not valid: `minimum` must be a number, not text'],
    ['{"minLength":-1}', '"a"', '! the schema is not valid: `minLength` must be a whole number from 0 on, not -1'],
    ['{"multipleOf":0}', '1', '! the schema is not valid: `multipleOf` must be greater than 0'],
    ['{"pattern":"("}', '"a"', '! the schema is not valid: the regular expression is not valid: a group is not closed'],
    ['{"properties":[]}', '{"a":1}', '! the schema is not valid: `properties` must be an object, not array'],
    ['{"required":[1]}', '{}', '! the schema is not valid: `required` must be an array of texts, not 1'],
    ['{"items":7}', '[1]', '! the schema is not valid: a schema must be an object, TRUE or FALSE'],
    ['"text"', '1', '! schema must be a JSON Schema as an object, not text'],
    ['null', '1', '! schema must be a JSON Schema as an object, not NULL'],
  ]);
});

describe('values are compared as they were written', () => {
  rows([
    ['{"const":9007199254740993}', '9007199254740992', 'Value at root is not: 9007199254740993'],
    ['{"maximum":9007199254740993}', '9007199254740994', 'Number at root is greater than: 9007199254740993'],
    ['{"type":"integer"}', '123456789012345678901234567890', ''],
    ['{"multipleOf":3}', '123456789012345678901234567890', ''],
    ['{"multipleOf":1e-8}', '1e400', ''],
    ['{"multipleOf":3}', '1e9000000', 'Number at root is not a multiple of: 3'],
    [
      '{"properties":{"__proto__":{"type":"null"},"2":{"type":"null"}}}',
      '{"b":1,"2":1,"__proto__":1}',
      'Value at `/2` is not null\nValue at `/__proto__` is not null',
    ],
    [
      '{"required":["toString","__proto__"]}',
      '{}',
      'Object at root is missing required properties: toString, __proto__',
    ],
    [
      '{"additionalProperties":false}',
      '{"__proto__":1}',
      'Object property at `/__proto__` is a disallowed additional property',
    ],
  ]);
});

describe('formats', () => {
  const cases: readonly (readonly [format: string, valid: readonly string[], invalid: readonly string[]])[] = [
    ['date', ['2024-02-29'], ['2023-02-29', '2024-13-01', '2024-1-1', '24-01-01']],
    ['time', ['23:59:60Z', '10:00:00.5+02:00', '00:29:60+00:30'], ['10:00:00', '24:00:00Z', '22:59:60Z']],
    ['date-time', ['2024-05-14T10:00:00Z', '2024-05-14t10:00:00z'], ['2024-05-14', '2024-05-14T10:00:00', 'x']],
    ['duration', ['P3Y6M4DT12H30M5S', 'P1W', 'PT1H'], ['P', 'PT', 'P1D2H', '1D', 'P1S']],
    ['email', ['a.b+c@example.com', '"a b"@example.com', 'a@[10.0.0.1]'], ['a@', '@b', 'a..b@c', 'ü@example.com']],
    ['idn-email', ['ü@example.com'], ['a@b@']],
    ['hostname', ['a-b.example', 'x'], ['-a', 'a-', 'a..b', 'ü.com', 'a_b', '']],
    ['idn-hostname', ['ü.com'], ['a b']],
    ['ipv4', ['10.0.0.1'], ['10.0.0', '10.0.0.256', '010.0.0.1', '::1']],
    ['ipv6', ['::1', '2001:db8::10.0.0.1'], ['1', '::1%eth0', '12345::']],
    [
      'uri',
      ['https://a.example/b?c#d', 'mailto:a@b.c', 'http://[::1]:80/'],
      ['/a', 'http://a b', 'x', 'http://[x]/', 'http://ü/'],
    ],
    ['uri-reference', ['/a?b', '#c', '', '../x'], ['a b', '%zz', 'a#b#c']],
    ['iri', ['http://ü/'], ['/ü']],
    ['uri-template', ['/a/{id}{?q*,r}'], ['/a/{id']],
    ['uuid', ['00000000-0000-4000-8000-00000000000A'], ['00000000-0000-4000-8000-0000000000', 'x']],
    ['json-pointer', ['', '/a~1b/0'], ['a', '/~', '/~2']],
    ['relative-json-pointer', ['0', '1/a', '2#'], ['/a', '01/a']],
    ['regex', ['a+', '(?<x>y)'], ['(', '[']],
  ];
  test.each(cases)('%s', (format, valid, invalid) => {
    const isValid = (text: string) => validate(JSON.stringify({ format }), JSON.stringify(text)) === '';
    expect(valid.filter((text) => !isValid(text))).toEqual([]);
    expect(invalid.filter(isValid)).toEqual([]);
    expect(validate(JSON.stringify({ format }), '1')).toBe('');
  });
});

describe('no schema takes the program with it', () => {
  test('a pattern that would backtrack for ever', () => {
    const input = JSON.stringify('a'.repeat(50_000));
    expect(validate('{"pattern":"^(a+)+$"}', input.replace(/"$/, '!"'))).toMatch(
      /^String at root does not match pattern/,
    );
  });

  test('references that double at every level', () => {
    const doubling = Array.from({ length: 60 }, (_, level) => {
      const next = { $ref: `#/$defs/l${level + 1}` };
      return [`l${level}`, { allOf: [next, next] }] as const;
    });
    const schema = { $ref: '#/$defs/l0', $defs: { ...Object.fromEntries(doubling), l60: { type: 'null' } } };
    expect(validate(JSON.stringify(schema), '1')).toMatch(/^! The formula takes more than \d+ steps/);
  });

  test('many equal and many different items', () => {
    const items = JSON.stringify(Array.from({ length: 50_000 }, (_, index) => ({ id: index })));
    expect(validate('{"uniqueItems":true}', items)).toBe('');
  });

  test('only the first hundred problems are told', () => {
    const input = JSON.stringify(Array.from({ length: 500 }, () => 1));
    expect(validate('{"items":{"type":"string"}}', input).split('\n')).toHaveLength(100);
  });
});
