/** Whatever becomes of a document on its way, its reader ends in a value or in an error of the language, and soon. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromByteText } from '../functions/mail/byte-text.ts';
import { msgFolder, storedRtf, writeCompoundFile } from '../functions/mail/compound-file.test-kit.ts';
import { fuzz } from '../fuzz.test-kit.ts';
import { Bytes, makeObject, type Value } from '../value/value.ts';
import { evaluateFormula } from './evaluating.test-kit.ts';

const mail = [
  'Received: from a (b [10.0.0.1]) by c; Tue, 14 May 2024 10:30:00 +0200',
  'From: "Lovelace, Ada" <ada@example.com>',
  'To: =?utf-8?Q?Caf=C3=A9?= <bob@example.com>, Team: c@x.com, d@x.com;',
  'Subject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=',
  ' =?utf-8?Q?more?=',
  'Date: Tue, 14 May 2024 10:30:00 +0200 (CEST)',
  'Content-Type: multipart/mixed; boundary="outer"',
  '',
  '--outer',
  'Content-Type: multipart/alternative; boundary=inner',
  '',
  '--inner',
  'Content-Type: text/plain; charset=gb18030',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'a =D6=D0 =',
  'b',
  '--inner',
  'Content-Type: text/html; charset="utf-16"',
  'Content-Transfer-Encoding: base64',
  '',
  '//5hAGIA',
  '--inner--',
  '--outer',
  "Content-Disposition: attachment; filename*0*=utf-8''caf%C3; filename*1*=%A9.txt",
  '',
  'contents',
  '--outer',
  'Content-Type: message/rfc822',
  '',
  'Subject: inner',
  '',
  'x',
  '--outer--',
].join('\r\n');

const message = writeCompoundFile(
  msgFolder(
    32,
    {
      55: 'subject',
      57: { time: 1_500_000_000_000 },
      125: 'Received: a\r\n b\r\nTo: x@y.z\r\n',
      4096: 'text '.repeat(1_000),
      4105: storedRtf("{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}caf\\'e9 \\u8364 ?\\par}"),
    },
    {
      '__recip_version1.0_#00000000': msgFolder(8, { 3093: 1, 14846: 'bob@example.com' }),
      '__attach_version1.0_#00000000': msgFolder(8, { 14081: Uint8Array.of(1, 2, 3), 14087: 'a.pdf' }),
    },
  ),
);

/** A text with one character a byte; readers of texts get it as it is, readers of files as bytes. */
const documents: readonly (readonly [formula: string, document: string, isFile: boolean])[] = [
  [
    'XML_PARSE(d)',
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a b="1"><c>&lt;&#65;</c><!-- d --><![CDATA[e]]></a>',
    false,
  ],
  [
    'YAML_PARSE(d, version: 2)',
    '---\na: &x [1, 2.5, ~]\nb: {c: *x, <<: {d: |\n  e\n  f\n}}\n? [g]\n: 2007-04-01 12:00:00\n',
    false,
  ],
  ['CSV_PARSE(d)', 'a;"b ""c""" ;d\r\n1;2\r\n\r\n;"x\ny', false],
  ['CSV_PARSE_TO_OBJECTS(d)', 'a,b,a\n1,"2\n3",4\n5', true],
  ['JSON_PARSE(d)', '{"a":[1,2.50,{"b":"\\u00e9\\n"}],"2":null,"c":true,"d":-1e-400}', false],
  [
    'HTML_DECODE(d) & STRIP_HTML(d) & ESCAPE_ONCE(d)',
    '<p>a &eacute;&#128;&#x1F600;<script>x</script><!-- y --><style>z</style> < b &amp',
    false,
  ],
  ['EML_PARSE(d, single_body: FALSE)', mail, false],
  ['EML_PARSE(d)', mail, true],
  ['MSG_PARSE(d, extract_multiline_headers: TRUE)', String.fromCharCode(...message), true],
  ['JSONPATH(o, d)', "$.a[?(@.b =~ /x.*/i && @['c d'] >= 1.5)]..e['f','g'][0:-1:2][(@.length-1)]", false],
  [
    'JSON_SCHEMA_VALIDATE(JSON_PARSE(d), o)',
    '{"$id":"http://x/a","type":["object"],"properties":{"a":{"items":{"$ref":"#/$defs/b"}}},"$defs":{"b":{"anyOf":[{"pattern":"^(a|b)+$"},{"minimum":1.5}]}},"unevaluatedProperties":false}',
    false,
  ],
];

const data: Value = makeObject([
  [
    'a',
    [
      makeObject([
        ['b', 'xyz'],
        ['c d', 2],
        ['e', makeObject([['f', [1, 2, 3]]])],
      ]),
    ],
  ],
]);

/** A change of a text: a piece is taken out, copied elsewhere, said many times, or something is put in. */
const change = fc.record({
  kind: fc.constantFrom('remove', 'copy', 'repeat', 'insert', 'byte'),
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  to: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 40 }),
  times: fc.integer({ min: 2, max: 400 }),
  text: fc.oneof(
    fc.string({ unit: fc.constantFrom(...'<>&;"\'=?:{}[]()\\/*#!|,.- \r\n\t\0\xff%@$^+0aZ_~'), maxLength: 6 }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      '<!--',
      ']]>',
      '--outer',
      '=?utf-8?B?',
      '*x',
      '&x',
      '<<',
      '"$ref":"#"',
      '\\rtf1',
      '..*',
    ),
  ),
});

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(document: string, changes: readonly Change[]): string {
  return changes.reduce((text, { kind, from, to, length, times, text: put }) => {
    const start = Math.floor(from * text.length);
    const piece = text.slice(start, start + length);
    const target = Math.floor(to * text.length);
    switch (kind) {
      case 'remove':
        return text.slice(0, start) + text.slice(start + length);
      case 'copy':
        return text.slice(0, target) + piece + text.slice(target);
      case 'repeat':
        return text.slice(0, start) + piece.repeat(times) + text.slice(start);
      case 'byte':
        return text.slice(0, start) + String.fromCharCode(times & 255) + text.slice(start + 1);
      default:
        return text.slice(0, start) + put + text.slice(start);
    }
  }, document);
}

describe.each(documents)('%s', (formula, document, isFile) => {
  const name = `${formula} of a changed document`;
  test('ends in a value or an error of the language', () => {
    fuzz(
      name,
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const text = changed(document, changes);
        const given = isFile ? new Bytes(fromByteText(text)) : text;
        const started = performance.now();
        const result = evaluateFormula(
          formula,
          makeObject([
            ['d', given],
            ['o', data],
          ]),
        );
        if (!result.ok) expect(result.error.message).not.toMatch(/unexpectedly|work is too large/);
        expect(performance.now() - started).toBeLessThan(5_000);
      }),
      120,
    );
  });
});

describe('a hundred thousand of what opens something, and nothing that closes it', () => {
  const openings: readonly (readonly [formula: string, opening: string])[] = [
    ['XML_PARSE(d)', '<a>'],
    ['XML_PARSE(d)', '<a b="'],
    ['XML_PARSE(d)', '<!--'],
    ['XML_PARSE("<a>" & d)', '<![CDATA['],
    ['XML_PARSE(d)', '<!DOCTYPE ['],
    ['CSV_PARSE(d)', '"'],
    ['CSV_PARSE(d)', '"a" b"'],
    ['CSV_PARSE(d)', ' \t'],
    ['JSON_PARSE(d)', '['],
    ['JSON_PARSE(d)', '{"a":'],
    ['HTML_DECODE(d)', '&'],
    ['HTML_DECODE(d)', '&#'],
    ['STRIP_HTML(d)', '<'],
    ['STRIP_HTML(d)', '<!--'],
    ['STRIP_HTML(d)', '<script>'],
    ['EML_PARSE("A: b\\n" & d)', 'a'],
    ['EML_PARSE(d)', 'A: b\n'],
    ['EML_PARSE("Subject: " & d)', '=?utf-8?Q?'],
    ['EML_PARSE("Subject: " & d)', '=?a?Q?=41?= '],
    ['EML_PARSE("To: " & d)', '<'],
    ['EML_PARSE("To: " & d)', '('],
    ['EML_PARSE("To: " & d)', '"a" <b@c>, '],
    ['EML_PARSE("Date: " & d)', 'Tue, 1 '],
    ['EML_PARSE("Content-Type: a/b; " & d)', 'x*0="'],
    ['EML_PARSE("Content-Type: a/b; " & d)', 'x*0*=a; '],
    ['EML_PARSE("Content-Type: multipart/mixed; boundary=b\\n\\n" & d)', '--b\n'],
    ['EML_PARSE("Content-Type: multipart/mixed; boundary=b\\n\\n" & d)', '--b'],
    ['EML_PARSE("Content-Type: multipart/mixed\\n\\n" & d)', '-'],
    ['EML_PARSE("Content-Transfer-Encoding: quoted-printable\\n\\n" & d)', '= '],
    ['EML_PARSE("Content-Transfer-Encoding: base64\\n\\n" & d)', 'A='],
    ['JSONPATH(d, "$")', '['],
    ['JSONPATH([], "$" & SLICE(d, 0, 4000))', '['],
    ['JSONPATH([], "$[?" & SLICE(d, 0, 4000))', '('],
    ['JSONPATH([], "$[?" & SLICE(d, 0, 4000))', '!'],
    ['JSONPATH([[]], SLICE(d, 0, 4000))', '..*'],
    ['YAML_PARSE(SLICE(d, 0, 20000))', '['],
    ['YAML_PARSE(SLICE(d, 0, 20000))', '- '],
    ['YAML_PARSE(SLICE(d, 0, 20000))', '? '],
    ['YAML_PARSE(SLICE(d, 0, 20000))', '"'],
    ['YAML_PARSE(SLICE(d, 0, 20000))', '&a '],
    ['YAML_PARSE(SLICE(d, 0, 20000))', '{a: '],
    ['YAML_PARSE(SLICE(d, 0, 20000))', '- - '],
    ['YAML_PARSE(SLICE(d, 0, 20000))', 'a: '],
    ['YAML_PARSE(SLICE(d, 0, 20000))', '? - [{'],
    ['YAML_PARSE(SLICE(d, 0, 20000))', ': '],
  ];
  test.each(openings)('%s of %j', (formula, opening) => {
    const started = performance.now();
    const result = evaluateFormula(formula, makeObject([['d', opening.repeat(100_000)]]));
    if (!result.ok) expect(result.error.message).not.toMatch(/unexpectedly|work is too large/);
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});
