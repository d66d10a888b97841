import { describe, expect, test } from 'vitest';
import { functionsByLiquidFilter } from '../functions/registry.ts';
import { fromJson, rendered } from './liquid.test-kit.ts';
import { stockFilters } from './stock-filters.ts';

const CONTEXT = fromJson(`{
  "t": "Hello World", "n": 7, "f": 2.5, "nil": null, "fa": false, "big": 9007199254740993, "txt7": "7",
  "list": [3, 1, 2], "words": ["b", "A", "c"], "mixed": [1, null, 1, "1"], "nested": [[3, 1], [2]], "o": {"a": 1, "b": 2},
  "objs": [{"k": "x", "n": 2, "on": true, "d": {"e": 1}}, {"k": "y", "n": 1, "on": false, "d": {"e": 2}}, {"k": "x", "n": 3}],
  "key": "0123456789abcdef0123456789abcdef", "html": "<b>a & b</b>", "lines": "a\\nb\\r\\nc", "csv": "a,b\\n1,2", "xml": "<r><a>1</a></r>"
}`);

/** What stands in `{{ … | as_object }}`, and the result as JSON. */
type Row = readonly [chain: string, result: string];

const functions: readonly Row[] = [
  ['"secret" | aes_encrypt: .key | aes_decrypt: .key', '"secret"'],
  ['"Subject: Hi\r\n\r\nBody" | eml_parse | get: "subject"', '"Hi"'],
  ['"H4sIAAAAAAACA8tIzcnJBwCGphA2BQAAAA==" | base64_decode | gunzip', '"hello"'],
  ['"secret" | zip: "a.txt" | unzip | map: "filename"', '["a.txt"]'],
  ['.f | abs', '2.5'],
  ['-19.86 | abs', '19.86'],
  ['.t | append: "!"', '"Hello World!"'],
  ['.nil | append: "!"', '"!"'],
  ['3 | at_least: 5', '5'],
  ['3 | at_most: 2', '2'],
  ['.t | base64_encode', '"SGVsbG8gV29ybGQ="'],
  ['"SGVsbG8gV29ybGQ=" | base64_decode', '"Hello World"'],
  ['"a?>b" | base64url_encode', '"YT8-Yg"'],
  ['"YT8-Yg" | base64url_decode', '"a?>b"'],
  ['"hELLO wORLD" | capitalize', '"Hello world"'],
  ['1.2 | ceil', '2'],
  ['.mixed | compact', '[1,1,"1"]'],
  ['.list | concat: .words', '[3,1,2,"b","A","c"]'],
  ['.csv | csv_parse', '[["a","b"],["1","2"]]'],
  ['"now" | date: "%Y%m%d"', '"20240515"'],
  ['"2024-05-14T10:00:00Z" | date: "%d.%m.%Y"', '"14.05.2024"'],
  ['"now" | date: "%s" | plus: 240000 | date: "%F"', '"2024-05-18"'],
  ['0 | date: "%F %T", "Europe/Dublin"', '"1970-01-01 01:00:00"'],
  ['.nil | default: 100', '100'],
  ['0 | default: 5', '0'],
  ['.fa | default: "x"', '"x"'],
  ['5 | divided_by: 2', '2'],
  ['5 | divided_by: 2.0', '2.5'],
  ['.t | downcase', '"hello world"'],
  ['.html | escape', '"&lt;b&gt;a &amp; b&lt;/b&gt;"'],
  ['"1 < 2 &amp; 3" | escape_once', '"1 &lt; 2 &amp; 3"'],
  ['.list | first', '3'],
  ['.list | last', '2'],
  ['1.8 | floor', '1'],
  ['.o | get: "a"', '1'],
  ['.words | join: "-"', '"b-A-c"'],
  ['.objs | jsonpath: "$..e"', '[1,2]'],
  ['\'{"z":1.0}\' | json_parse', '{"z":1.0}'],
  ['.o | keys', '["a","b"]'],
  ['.o | values', '[1,2]'],
  ['"  a " | lstrip', '"a "'],
  ['"  a " | rstrip', '"  a"'],
  ['"  a " | strip', '"a"'],
  ['.objs | map: "k"', '["x","y","x"]'],
  ['.objs | map: "d.e"', '[1,2,null]'],
  ['.list | max', '3'],
  ['.list | min', '1'],
  ['.t | md5', '"b10a8db164e0754105b7a99be72e3fe5"'],
  ['.t | md5_base64', '"sQqNsWTgdUEFt6mb5y4/5Q=="'],
  ['.t | sha1', '"0a4d55a8d778e5022fab701977c5d840bbc486d0"'],
  ['.t | sha256', '"a591a6d40bf420404a011733cfb7b190d62c65bf0bcda32b57b277d9ad9f146e"'],
  ['.t | sha256_base64', '"pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4="'],
  ['.t | sha512 | slice: 0, 8', '"2c74fd17"'],
  ['.t | hmac_sha1: "k"', '"bb4bb5650bdb855996f3fd58c2c7bf6508f17e65"'],
  ['.t | hmac_sha1_base64: "k"', '"u0u1ZQvbhVmW8/1Ywse/ZQjxfmU="'],
  ['.t | hmac_sha256: "k"', '"f018d3e65ecf9808800eedf72e76934c0d730d819b54392337b62cb8534431b2"'],
  ['.t | hmac_sha256_base64: "k"', '"8BjT5l7PmAiADu33LnaTTA1zDYGbVDkjN7YsuFNEMbI="'],
  ['.o | merge: .o', '{"a":1,"b":2}'],
  ['7 | minus: 2.5', '4.5'],
  ['67.28 | modulo: 12', '7.28'],
  ['.lines | newline_to_br', '"a<br />\\nb<br />\\nc"'],
  ['0.1 | plus: 0.2', '0.3'],
  ['.big | plus: 1', '9007199254740994'],
  ['.t | prepend: "> "', '"> Hello World"'],
  ['0 | random: 10', '5'],
  ['.list | random_element', '1'],
  ['"h12 w3" | regex_extract: "\\d+"', '["12","3"]'],
  ['"h12" | regex_replace: "\\d", "#"', '"h##"'],
  ['"abab" | remove: "a"', '"bb"'],
  ['"abab" | remove_first: "a"', '"bab"'],
  ['.o | remove_key: "a"', '{"b":2}'],
  ['"abcd" | replace: "a", "b" | replace: "c", "d"', '"bbdd"'],
  ['"aa" | replace_first: "a", "b"', '"ba"'],
  ['.list | reverse', '[2,1,3]'],
  ['1.25 | round: 1', '1.3'],
  ['1.5 | round', '2'],
  ['.t | size', '11'],
  ['.o | size', '2'],
  ['.list | size | times: 10', '30'],
  ['.t | slice: 1', '"e"'],
  ['.t | slice: -3, 2', '"rl"'],
  ['.list | sort', '[1,2,3]'],
  ['.objs | sort: "n" | map: "n"', '[1,2,3]'],
  ['.words | sort', '["A","b","c"]'],
  ['.words | sort_natural', '["A","b","c"]'],
  ['"a,b,,c,," | split: ","', '["a","b","","c"]'],
  ['"a b  c" | split: " "', '["a","b","c"]'],
  ['"" | story_run_guid', '"b2f6ab3c-9b1e-4a79-9e1f-0d9a5b6c7d8e"'],
  ['nil | story_run_link', '"https://fabula.example.com/stories/7/runs/b2f6ab3c"'],
  ['.html | strip_html', '"a & b"'],
  ['.lines | strip_newlines', '"abc"'],
  ['.txt7 | times: 2.5', '17.5'],
  ['.o | as_json', '"{\\"a\\":1,\\"b\\":2}"'],
  ['"foo Bar" | to_snake_case', '"foo_bar"'],
  ['"fooBar" | to_snake_case: from_camel_case: true', '"foo_bar"'],
  ['.t | truncate: 8', '"Hello..."'],
  ['.t | truncate: 8, ""', '"Hello Wo"'],
  ['.t | truncatewords: 1', '"Hello..."'],
  ['.t | truncatewords: 1, "--"', '"Hello--"'],
  ['.f | type', '"Float"'],
  ['.mixed | uniq', '[1,null,"1"]'],
  ['.t | upcase', '"HELLO WORLD"'],
  ['"a+b%21" | url_decode', '"a b!"'],
  ['"a b&c" | url_encode', '"a+b%26c"'],
  ['.objs | where: "k", "x" | map: "n"', '[2,3]'],
  ['.objs | where: "d.e", 2 | map: "n"', '[1]'],
  ['.xml | xml_parse', '{"r":{"a":"1"}}'],
];

const stock: readonly Row[] = [
  ['.fa | default: "x", allow_false: true', 'false'],
  ['.fa | default: allow_false: true, "x"', 'false'],
  ['.nil | default: "x", allow_false: true', '"x"'],
  ['.objs | where: "on" | map: "n"', '[2]'],
  ['.objs | reject: "on" | map: "n"', '[1,3]'],
  ['.objs | reject: "k", "x" | map: "n"', '[1]'],
  ['.objs | find: "k", "y" | get: "n"', '1'],
  ['.objs | find: "k", "z"', 'null'],
  ['.objs | find_index: "k", "y"', '1'],
  ['.objs | find_index: "k", "z"', 'null'],
  ['.objs | has: "k", "y"', 'true'],
  ['.objs | has: "k", "z"', 'false'],
  ['.objs | group_by: "k" | map: "name"', '["x","y"]'],
  ['.objs | uniq: "k" | map: "n"', '[2,1]'],
  ['.objs | compact: "on" | map: "n"', '[2,1]'],
  ['.list | sum', '6'],
  ['.objs | sum: "n"', '6'],
  ['.words | sum', '0'],
  ['.list | push: 4', '[3,1,2,4]'],
  ['.list | unshift: 4', '[4,3,1,2]'],
  ['.list | pop', '[3,1]'],
  ['.list | shift', '[1,2]'],
  ['.list | sample', '1'],
  ['.list | sample: 2', '[1,2]'],
  ['"abab" | remove_last: "a"', '"abb"'],
  ['"aa" | replace_last: "a", "b"', '"ab"'],
  ['"  a   b " | squish', '"a b"'],
  ['"  a   b " | normalize_whitespace', '" a b "'],
  ['"  a   b " | number_of_words', '2'],
  ['.words | array_to_sentence_string', '"b, A, and c"'],
  ['.words | pop | array_to_sentence_string: "or"', '"b or A"'],
  ['"The _Big_ Tëst!" | slugify', '"the-big-tëst"'],
  ['"The _Big_ Tëst!" | slugify: "ascii"', '"the-big-t-st"'],
  ['"The _Big_ Tëst!" | slugify: "latin"', '"the-big-test"'],
  ['"https://x.y/a b?c=d&e=é" | uri_escape', '"https://x.y/a%20b?c=d&e=%C3%A9"'],
  ['"3.7" | to_integer', '3'],
  ['1 | date_to_xmlschema', '"1970-01-01T00:00:01+00:00"'],
  ['1 | date_to_rfc822', '"Thu, 01 Jan 1970 00:00:01 +0000"'],
  ['1 | date_to_string', '"01 Jan 1970"'],
  ['1 | date_to_long_string', '"01 January 1970"'],
];

const otherNames: readonly Row[] = [
  ['"a?>b" | base64_url_safe_encode', '"YT8-Yg"'],
  ['"YT8-Yg" | base64_url_safe_decode', '"a?>b"'],
  ['.o | json', '"{\\"a\\":1,\\"b\\":2}"'],
  ['.o | jsonify', '"{\\"a\\":1,\\"b\\":2}"'],
  ['.o | to_json', '"{\\"a\\":1,\\"b\\":2}"'],
  ['"[1]" | parse_json', '[1]'],
  ['"<" | xml_escape', '"&lt;"'],
  ['"<" | h', '"&lt;"'],
  ['.list | length', '3'],
  ['"a b" | cgi_escape', '"a+b"'],
  ['.t | raw', '"Hello World"'],
  ['.list | as_object | size', '3'],
  ['.nested | flatten', '[3,1,2]'],
  ['"john smith" | titleize', '"John Smith"'],
];

const lenient: readonly Row[] = [
  ['.t | plus: 1', '1'],
  ['.nil | plus: .nil', '0'],
  ['.list | times: 2', '0'],
  ['5 | minus: .t', '5'],
  ['.nil | join: ","', '""'],
  ['.t | join: ","', '"Hello World"'],
  ['.words | join', '"b A c"'],
  ['.nil | concat: .words', '["b","A","c"]'],
  ['.nil | keys', '[]'],
  ['.nil | size', '0'],
  ['.nil | upcase', '""'],
  ['.t | first', 'null'],
  ['.o | first', 'null'],
  ['.nil | last', 'null'],
  ['.nil | default', '""'],
  ['.nil | date: "%F"', 'null'],
  ['"no date" | date: "%F"', '"no date"'],
  ['"no date" | date_to_string', '"no date"'],
  ['.t | truncate', '"Hello World"'],
  ['.t | truncatewords', '"Hello World"'],
  ['.list | slice: 1', '[1]'],
  ['.list | slice: 1, 2', '[1,2]'],
  ['.list | slice: -1', '[2]'],
  ['.nil | slice: 1', '""'],
];

const mistakes: readonly Row[] = [
  ['.t | upcas', 'liquid at 8-13: There is no filter `upcas`; did you mean `upcase`?'],
  ['.t | where_exp: "x", "y"', 'liquid at 8-17: There is no filter `where_exp`'],
  ['.list | upcase', 'liquid at 11-17: upcase wants a text as `text`, found array'],
  ['.t | upcase: 1', 'liquid at 16-17: upcase takes no arguments, found 1'],
  ['.t | slice: 1, 2, 3', 'liquid at 21-22: slice takes at most 2 arguments, found 3'],
  ['.n | plus', 'liquid at 8-12: plus needs the argument `other`'],
  ['.t | truncate: "x"', 'liquid at 18-21: truncate wants a whole number as `length`, found text'],
  ['.t | truncate: lenght: 1', 'liquid at 26-27: truncate has no argument named `lenght`; did you mean `length`?'],
  ['.n | size', 'liquid at 8-12: size: it wants a text, an array or an object'],
  ['1 | divided_by: 0', 'liquid at 7-20: Division by zero'],
  ['.t | json_parse', 'liquid at 8-18: json_parse: the text is not JSON: Expected a value, found "H"'],
  [
    '.t | slugify: "odd"',
    'liquid at 8-22: slugify: unknown mode "odd"; one of default, latin, raw, pretty, ascii, none',
  ],
];

function check(rows: readonly Row[]): void {
  test.each(rows)('%s gives %s', (chain, result) => {
    const isFailure = result.startsWith('liquid at');
    expect(rendered(isFailure ? `{{ ${chain} }}` : `{{ ${chain} | as_object }}`, CONTEXT)).toBe(result);
  });
}

function namesIn(rows: readonly Row[]): ReadonlySet<string | undefined> {
  return new Set(rows.flatMap(([chain]) => [...chain.matchAll(/\| (\w+)/g)].map(([, name]) => name)));
}

describe('filters that are functions of the language', () => {
  check(functions);

  test('every one that is documented is in the table', () => {
    const named = namesIn(functions);
    expect([...functionsByLiquidFilter.keys()].filter((name) => !named.has(name))).toEqual([]);
  });
});

describe('filters that only templates have', () => {
  check(stock);

  test('every one is in the table', () => {
    const named = namesIn(stock);
    expect([...stockFilters.keys()].filter((name) => !named.has(name))).toEqual([]);
  });
});

describe('other names of filters', () => {
  check(otherNames);
});

describe('what Liquid took for granted', () => {
  check(lenient);
});

describe('mistakes are told where they are, in the words of the template', () => {
  check(mistakes);
});
