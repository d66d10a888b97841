/** XML, YAML, CSV, JSON and URLs: written, read, and refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringifyJson } from '../value/json.ts';
import { Bytes, makeObject, type Value } from '../value/value.ts';
import { testCases } from './cases.test-kit.ts';
import { evaluateFormula, fromData, shown } from './evaluating.test-kit.ts';

type Cases = readonly (readonly [input: string, result: string])[];

function eachInput(formula: string, cases: Cases): void {
  test.each(cases)('%j', (input, result) => {
    expect(shown(formula, JSON.stringify({ input }))).toBe(result);
  });
}

describe('XML_PARSE', () => {
  eachInput('XML_PARSE(input)', [
    ['<a/>', '{"a":null}'],
    ['<?xml version="1.0"?><!-- c --><a><b>1</b><b>2</b><c/></a>', '{"a":{"b":["1","2"],"c":null}}'],
    ['<a id="7" x:y=\'&lt;\'>t</a>', '{"a":{"id":"7","x:y":"<","__content__":"t"}}'],
    ['<a><![CDATA[<b>&amp;]]> &#65;&#x1F600;</a>', '{"a":"<b>&amp; A😀"}'],
    ['<n type="integer">3000</n>', '{"n":3000}'],
    ['<n type="integer">12345678901234567890</n>', '{"n":{"type":"integer","__content__":"12345678901234567890"}}'],
    ['<a id="7"><id>8</id><id>9</id></a>', '{"a":{"id":["7","8","9"]}}'],
    ['<a x="1" __content__="2">t</a>', '{"a":{"x":"1","__content__":"t"}}'],
    ['<a>one<b/>two</a>', '{"a":{"b":null,"__content__":"onetwo"}}'],
    ['<é:ü· a="&#x41;&quot;"/>', '{"é:ü·":{"a":"A\\""}}'],
    ['﻿<a>1</a>\n<!-- end --><?pi x?>', '{"a":"1"}'],
    ['<toString hasOwnProperty="1"/>', '{"toString":{"hasOwnProperty":"1"}}'],
    ['<a x=1/>', '! XML_PARSE: the text is not XML: the tag <a> is not closed (at character 3)'],
    ['<a>&#1114112;</a>', '! XML_PARSE: the text is not XML: a character number is too large (at character 4)'],
    ['<a> <b> x </b> </a>', '{"a":{"b":" x "}}'],
    ['<__proto__><constructor>1</constructor></__proto__>', '{"__proto__":{"constructor":"1"}}'],
    ['<!DOCTYPE a [<!ENTITY x "boom">]><a>1</a>', '{"a":"1"}'],
    [
      '<!DOCTYPE a [<!ENTITY x "boom">]><a>&x;</a>',
      '! XML_PARSE: the text is not XML: an & stands alone or begins an unknown entity (at character 37)',
    ],
    ['<a>', '! XML_PARSE: the text is not XML: the element <a> is not closed (at character 4)'],
    ['<a></b>', '! XML_PARSE: the text is not XML: </b> closes <a> (at character 8)'],
    ['<a x="1" x="2"/>', '! XML_PARSE: the text is not XML: the attribute x is there twice (at character 15)'],
    ['<a/><b/>', '! XML_PARSE: the text is not XML: there is something behind the root element (at character 5)'],
    ['hello', '! XML_PARSE: the text is not XML: an element is expected (at character 1)'],
    ['', '! XML_PARSE: the text is not XML: an element is expected (at character 1)'],
    ['<a>1 < 2</a>', '! XML_PARSE: the text is not XML: an element is expected (at character 6)'],
    [
      `${'<a>'.repeat(300)}`,
      '! XML_PARSE: the text is not XML: elements are nested more than 200 deep (at character 604)',
    ],
  ]);
});

test('TO_XML marks what is no text and reads back', () => {
  const written = shown('TO_XML(o, "data")', '{"o":{"a_b":[1,"<x>"],"n":1.5,"t":true,"z":null,"o":{},"l":[]}}');
  expect(JSON.parse(written)).toBe(
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<data>',
      '  <a-b type="array">',
      '    <a-b type="integer">1</a-b>',
      '    <a-b>&lt;x&gt;</a-b>',
      '  </a-b>',
      '  <n type="float">1.5</n>',
      '  <t type="boolean">true</t>',
      '  <z nil="true"/>',
      '  <o>',
      '  </o>',
      '  <l type="array"/>',
      '</data>',
      '',
    ].join('\n'),
  );
  expect(shown('XML_PARSE(TO_XML({"post_code": 3000}))')).toBe('{"hash":{"post-code":3000}}');
  expect(shown('TO_XML({"1 < 2": 1})')).toBe('! TO_XML: a key cannot be the name of an XML element');
});

describe('YAML_PARSE', () => {
  eachInput('YAML_PARSE(input)', [
    ['', 'null'],
    ['a: 1\nb: [x, 2.50, true, ~]\n', '{"a":1,"b":["x",2.50,true,null]}'],
    ['n: 9007199254740993\nh: 0x1f\nu: 1_000\nb: 1\n2: c\n', '{"n":9007199254740993,"h":31,"u":1000,"b":1,"2":"c"}'],
    ['base: &b {x: 1, y: 2}\nd:\n  <<: *b\n  y: 3\n', '{"base":{"x":1,"y":2},"d":{"x":1,"y":3}}'],
    ['d: 2007-04-01 12:00:00\ns: :foo\n', '{"d":"2007-04-01 12:00:00","s":":foo"}'],
    ['a: |\n  x\n  y\n', '{"a":"x\\ny\\n"}'],
    ['__proto__: {a: 1}', '{"__proto__":{"a":1}}'],
    ['--- 1\n--- 2\n', '1'],
    ['a: &x [*x]', '! YAML_PARSE: the text is not YAML: the alias *x names nothing before it'],
    ['yes: no', '{"yes":false}'],
    ['--- 1\n--- [', '1'],
    [`${'['.repeat(150)}${']'.repeat(150)}`, `${'['.repeat(150)}${']'.repeat(150)}`],
    ['['.repeat(300), '! YAML_PARSE: the text is not YAML: values are nested more than 200 deep'],
    ['- '.repeat(300), '! YAML_PARSE: the text is not YAML: values are nested more than 200 deep'],
    [`{${'a: 1, '.repeat(300)}}`, '{"a":1}'],
    ['- a: 1\n  b:\n  - c\n'.repeat(300), `[${new Array(300).fill('{"a":1,"b":["c"]}').join()}]`],
    ['[1, 2', '! YAML_PARSE: the text is not YAML: Flow sequence must end with a ] at line 1, column 6'],
  ]);

  test('reads dates when asked to', () => {
    expect(shown('YAML_PARSE("- 2007-04-01\n- 2007-04-01T12:00:00+02:00", parse_date_or_time: TRUE)')).toBe(
      '["2007-04-01","2007-04-01 10:00:00 UTC"]',
    );
  });

  test('does not grow by aliases to aliases', () => {
    const bombs = Array.from({ length: 40 }, (_, level) => `a${level + 1}: &a${level + 1} [*a${level}, *a${level}]`);
    const input = JSON.stringify({ input: ['a0: &a0 x', ...bombs].join('\n') });
    expect(shown('KEYS(YAML_PARSE(input)) |> SIZE(%)', input)).toBe('41');
    expect(shown('YAML_PARSE(input)', input)).toMatch(/larger than/);
  });
});

test('what TO_YAML writes YAML_PARSE reads', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({
      unit: fc.constantFrom(' ', '\n', ':', '#', '-', "'", '"', 'a', '1', '.', '|', '&', '*', '\t', '~', '\\'),
      maxLength: 9,
    }),
    fc.constantFrom(
      'yes',
      'null',
      '1.0',
      '0x1F',
      '2024-05-14',
      '12:30',
      '<<',
      ':sym',
      '- a',
      '? b',
      '1_000',
      '.5',
      '1e3',
      '=',
      '+1',
      '.inf',
      '0o7',
      'a: b',
      'end ',
    ),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.integer(),
      fc.constantFrom(0.5, true, false, null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(text, tie('value'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(value, (data) => {
      const given: Value = fromData({ data });
      const result = evaluateFormula('YAML_PARSE(TO_YAML(data))', given);
      expect(result.ok ? stringifyJson(result.value) : result.error.message).toBe(stringifyJson(fromData(data)));
    }),
    { numRuns: 400 },
  );
});

test('TO_YAML writes as Ruby does', () => {
  expect(
    JSON.parse(shown('TO_YAML({"a": [1, {"b": [TRUE], "c": {}}, [2, 3]], "t": "x\ny\n", "n": NULL, "y": "yes"})')),
  ).toBe("---\na:\n- 1\n- b:\n  - true\n  c: {}\n- - 2\n  - 3\nt: |\n  x\n  y\n'n':\n'y': 'yes'\n");
  expect(shown('TO_YAML("a")')).toBe('"--- a\\n"');
});

describe('CSV_PARSE', () => {
  eachInput('CSV_PARSE(input)', [
    ['', '[]'],
    ['a,b\r\n\r\n1,2\r\n', '[["a","b"],["1","2"]]'],
    ['a, "b, c" ,"d ""e"""\n', '[["a","b, c","d \\"e\\""]]'],
    ['"x\ny",z', '[["x\\ny","z"]]'],
    ['a,,\n,b', '[["a","",""],["","b"]]'],
    ['it"s,5" pipe', '[["it\\"s","5\\" pipe"]]'],
    ['"open,1', '[["open,1"]]'],
    ['\ufeffa;b', '[["a","b"]]'],
    ['a|b;c|d', '[["a","b;c","d"]]'],
    ['""', '[[""]]'],
    ['a,b,', '[["a","b",""]]'],
  ]);

  test('to objects: short rows end in NULL, columns keep their order', () => {
    expect(shown('CSV_PARSE_TO_OBJECTS("b,2,1\nx,y")')).toBe('[{"b":"x","2":"y","1":null}]');
    expect(shown('CSV_PARSE_TO_OBJECTS("")')).toBe('[]');
  });

  test('reads what TO_CSV writes', () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', ';', '1'), maxLength: 6 })
      .map((text) => text.trim());
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 4 }), (rows) => {
        const result = evaluateFormula('CSV_PARSE("h,h,h\n" & TO_CSV(rows))', fromData({ rows }));
        expect(result.ok ? result.value : result.error.message).toEqual([['h', 'h', 'h'], ...rows]);
      }),
      { numRuns: 300 },
    );
  });
});

test('tables are written with the keys of the first object or those wanted', () => {
  const objects = '{"o":[{"b":1,"2":"x, y"},{"2":null,"c":"z|z\\n"}]}';
  expect(shown('OBJECTS_TO_CSV(o)', objects)).toBe('"b, 2\\n1, \\"x, y\\"\\n,\\n"');
  expect(shown('OBJECTS_TO_CSV(o, ["c"])', objects)).toBe('"c\\n\\n\\"z|z\\n\\"\\n"');
  expect(shown('OBJECTS_TO_CSV([])')).toBe('""');
  expect(shown('OBJECTS_TO_CSV([1])')).toBe('! OBJECTS_TO_CSV: an element of objects must be an object, not a number');
  expect(shown('OBJECTS_TO_MARKDOWN_TABLE(o, ["c"])', objects)).toBe('"| c |\\n| --- |\\n|  |\\n| z\\\\|z<br> |"');
  expect(shown('TO_CSV([[TRUE, NULL, {"a": 1}]])')).toBe('"true, , \\"{\\"\\"a\\"\\":1}\\"\\n"');
});

test('JSON is read and written exactly', () => {
  const exact = '{"b":1.0,"10":9007199254740993,"2":[1e400,"\\\\u0000"],"__proto__":{"a":null}}';
  expect(shown('TO_JSON(JSON_PARSE(input))', JSON.stringify({ input: exact }))).toBe(JSON.stringify(exact));
  expect(shown('JSON_PARSE("")')).toMatch(/^! JSON_PARSE: the text is not JSON/);
  expect(shown('JSON_PARSE({})')).toBe('! JSON_PARSE wants a text as `text`, found object');
  expect(shown('[IS_JSON("1"), IS_JSON("{"), IS_JSON({}), IS_JSON(NULL)]')).toBe('[true,false,false,false]');
});

describe('PARSE_URL', () => {
  eachInput('PARSE_URL(input)', [
    [
      'https://user:pw@Sub.Example.co.uk:8443/a%20b?x=1&x=%C3%BC+y&z#f?g',
      '{"scheme":"https","host":"sub.example.co.uk","path":"/a%20b","port":8443,"query":{"x":["1","ü y"],"z":""},"fragment":"f?g","domain":"example.co.uk","tld":"co.uk"}',
    ],
    [
      'http://[2001:db8::1]/',
      '{"scheme":"http","host":"[2001:db8::1]","path":"/","port":80,"query":null,"fragment":null,"domain":null,"tld":null}',
    ],
    [
      'ftp://192.0.2.1',
      '{"scheme":"ftp","host":"192.0.2.1","path":"","port":21,"query":null,"fragment":null,"domain":null,"tld":null}',
    ],
    [
      'mailto:a@example.com',
      '{"scheme":"mailto","host":null,"path":"a@example.com","port":null,"query":null,"fragment":null,"domain":null,"tld":null}',
    ],
    ['http://a b', '! PARSE_URL: "http://a b" is not a URL'],
    ['http://a:b:c/', '! PARSE_URL: "http://a:b:c/" is not a URL'],
  ]);

  test('keys of the query that look like numbers keep their order', () => {
    expect(shown('PARSE_URL("http://x.com/?b=1&1=2&__proto__=3").query')).toBe('{"b":"1","1":"2","__proto__":"3"}');
  });
});

describe('files that come as bytes are in the charset that they say or show', () => {
  const rows: readonly (readonly [formula: string, bytes: readonly number[], result: string])[] = [
    // What spreadsheet programs save: windows-1252, and UTF-16 with a mark.
    ['CSV_PARSE(input)', [0x61, 0x3b, 0xe9, 0x80], '[["a","é€"]]'],
    ['CSV_PARSE(input)', [0xff, 0xfe, 0x61, 0, 0x09, 0, 0xe9, 0], '[["a","é"]]'],
    ['CSV_PARSE_TO_OBJECTS(input)', [0x61, 0x0a, 0xe9], '[{"a":"é"}]'],
    [
      'XML_PARSE(input)',
      [...'<?xml version="1.0" encoding="ISO-8859-5"?><a>'].map(codeOf).concat(0xb0, ...[...'</a>'].map(codeOf)),
      '{"a":"А"}',
    ],
    ['YAML_PARSE(input)', [0x61, 0x3a, 0x20, 0xe9], '{"a":"é"}'],
  ];
  test.each(rows)('%s', (formula, bytes, result) => {
    const context: Value = makeObject([['input', new Bytes(Uint8Array.from(bytes))]]);
    const read = evaluateFormula(formula, context);
    expect(read.ok ? stringifyJson(read.value) : read.error.message).toBe(result);
  });

  function codeOf(character: string): number {
    return character.charCodeAt(0);
  }
});

testCases({
  'what the functions for documents do with other types': [
    ['XML_PARSE(NULL)', '! XML_PARSE: the text is not XML: an element is expected (at character 1)'],
    ['XML_PARSE([])', '! XML_PARSE wants a text as `text`, found array'],
    ['TO_XML(NULL)', '! TO_XML wants an object as `object`, found NULL'],
    ['TO_XML([1])', '! TO_XML wants an object as `object`, found array'],
    ['TO_XML({"a": 1}, 5)', '! TO_XML: a key cannot be the name of an XML element'],
    ['TO_XML({})', '"<?xml version=\\"1.0\\" encoding=\\"UTF-8\\"?>\\n<hash>\\n</hash>\\n"'],
    ['TO_XML({"a": GZIP("")}) |> SIZE(%) > 60', 'true'],
    ['YAML_PARSE(5)', '5'],
    ['YAML_PARSE(TRUE)', 'true'],
    ['YAML_PARSE(NULL)', 'null'],
    ['YAML_PARSE({})', '! YAML_PARSE wants a text as `text`, found object'],
    ['YAML_PARSE("a", version: "x")', '! YAML_PARSE wants a whole number as `version`, found text'],
    ['YAML_PARSE("- 2007-04-01", version: "2")', '["2007-04-01"]'],
    ['TO_YAML(NULL)', '"---\\n"'],
    ['TO_YAML(1.50)', '"--- 1.50\\n"'],
    ['TO_YAML([])', '"--- []\\n"'],
    ['CSV_PARSE(NULL)', '[]'],
    ['CSV_PARSE(1.5)', '[["1.5"]]'],
    ['CSV_PARSE([])', '! CSV_PARSE wants a text as `text`, found array'],
    ['CSV_PARSE_TO_OBJECTS("a,a,b\\n1,2")', '[{"a":"2","b":null}]'],
    ['TO_CSV(NULL)', '! TO_CSV wants an array as `array_of_arrays`, found NULL'],
    ['TO_CSV([1])', '! TO_CSV: a row must be an array, not a number'],
    ['TO_CSV([])', '""'],
    ['TO_CSV([[]])', '"\\n"'],
    ['TO_CSV([[" a", "b ", ""]])', '"\\" a\\", \\"b \\",\\n"'],
    ['OBJECTS_TO_CSV([{"a": 1}], ["b", 2])', '"b, 2\\n,\\n"'],
    ['OBJECTS_TO_CSV([{"a": 1}], "a")', '! OBJECTS_TO_CSV wants an array as `headers`, found text'],
    ['OBJECTS_TO_CSV([{"a": 1}], NULL)', '"a\\n1\\n"'],
    ['OBJECTS_TO_MARKDOWN_TABLE([])', '""'],
    ['OBJECTS_TO_MARKDOWN_TABLE([{"a|b": "x"}])', '"| a\\\\|b |\\n| --- |\\n| x |"'],
    ['STRIP_HTML(NULL)', '""'],
    ['STRIP_HTML(5)', '"5"'],
    ['STRIP_HTML({})', '! STRIP_HTML wants a text as `text`, found object'],
    ['HTML_ENCODE(NULL)', '""'],
    ['HTML_ENCODE(TRUE)', '"true"'],
    ['HTML_DECODE([])', '! HTML_DECODE wants a text as `text`, found array'],
  ],
});

test('a table of five megabytes is read at once', () => {
  const input = 'name, "city x",42,some text here,2024-05-14\n'.repeat(115_000);
  const started = performance.now();
  expect(shown('CSV_PARSE_TO_OBJECTS(input) |> SIZE(%)', JSON.stringify({ input }))).toBe('114999');
  // About 0.3 s here; the rest is for slow machines.
  expect(performance.now() - started).toBeLessThan(5_000);
});
