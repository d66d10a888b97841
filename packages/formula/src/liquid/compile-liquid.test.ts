import { describe, expect, test } from 'vitest';
import { compileField } from '../evaluate/compile-field.ts';
import { fromJson, rendered } from './liquid.test-kit.ts';

const CONTEXT = fromJson(`{
  "a": {"b": {"c": "deep"}, "list": [1, 2, 3], "x y": 5, "#id": 7, "count": 4, "text": "héllo", "n": null,
        "ord": {"b": 1, "2": 0}, "big": 9007199254740993, "one": 1.0, "objs": [{"n": 1, "k": "x"}, {"n": 2, "k": "y"}],
        "sized": {"size": "own", "first": 1}, "key": "b"},
  "t": "text", "entry": {"#agent_id": {"z": 1}}
}`);

type Case = readonly [source: string, result: string];

function check(cases: readonly Case[]): void {
  test.each(cases)('%s gives %s', (source, result) => {
    expect(rendered(source, CONTEXT)).toBe(result);
  });
}

describe('paths', () => {
  check([
    ['{{ .a.b.c }}', '"deep"'],
    ['{{ a.b.c }}', '"deep"'],
    ['{{.a.b.c.}}!', '"deep!"'],
    ["{{ .a['x y'] }}", '"5"'],
    ['{{ .a["x y"] }}', '"5"'],
    ['{{ .a[.a.key].c }}', '"deep"'],
    ['{{ ["t"] }}', '"text"'],
    ["{{.entry.['#agent_id'] | as_object }}", '{"z":1}'],
    ["{{ .a.['#id'] }}{{ '.[' }}", '"7.["'],
    ["{%- if .a.['#id'] -%} y {%- endif -%}", '"y"'],
    ["{% raw %}{{ .a.['#id'] }}{% endraw %} .[", '"{{ .a.[\'#id\'] }} .["'],
    ['{{ .a.list[1] }}{{ .a.list[-1] }}', '"23"'],
    ['{{ .a.list.first }}{{ .a.list.last }}{{ .a.list.size }}', '"133"'],
    ['{{ .a.text.size }}{{ .a.b.size }}{{ .a.count.size }}', '"51"'],
    ['{{ .a.sized.size }}{{ .a.sized.first }}{{ .a.b.first }}', '"own1"'],
    ['{{ "héllo".size }}', '"5"'],
    ['{{ .missing.x }}|{{ .a.n }}|{{ .a.list[9] }}|{{ .a.n.x.y }}', '"|||"'],
    ['{{ .a.ord.2 }}{{ .a.ord["2"] }}{{ .a.ord.b }}', '"001"'],
  ]);
});

describe('texts and numbers are taken as they are written', () => {
  check([
    ['{{ "a\\nb\\d" | as_object }}', '"a\\\\nb\\\\d"'],
    ['{{ "say \\"hi\\"" }}', '"say \\"hi\\""'],
    ['{{ 2.0 | as_object }}', '2.0'],
    ['{{ -2.50 | as_object }}', '-2.5'],
    ['{{ 007 | as_object }}', '7'],
    ['{{ 12345678901234567890 | as_object }}', '12345678901234567890'],
  ]);
});

describe('output as text', () => {
  check([
    ['{{ .a.list }}', '"[1,2,3]"'],
    ['{{ .a.b }}', '"{\\"c\\":\\"deep\\"}"'],
    ['{{ .a.ord }}', '"{\\"b\\":1,\\"2\\":0}"'],
    ['{{ .a.big }} {{ .a.one }} {{ .a.count }}', '"9007199254740993 1.0 4"'],
    ['{{ true }}{{ false }}{{ nil }}{{ empty }}{{ blank }}', '"truefalse"'],
    ['{{ .a.count > 3 }}', '"true"'],
  ]);
});

describe('as_object', () => {
  check([
    ['{{ .a.list | as_object }}', '[1,2,3]'],
    [' {{ .a.ord | as_object }}\n', '{"b":1,"2":0}'],
    [' {{ .a.text | as_object }}\n', '"héllo"'],
    ['{{ .a.big | as_object }}', '9007199254740993'],
    ['{{ .a.text.size | as_object }}', '5'],
    ['{{ .missing | as_object }}', 'null'],
    ['{% if true %}{{ .a.list | as_object }}{% endif %}', '[1,2,3]'],
    ['x {{ .a.list | as_object }}', '"x [1,2,3]"'],
    [' {{ .a.list | as_object }} x', '" [1,2,3] x"'],
    ['{{ .a.count | as_object }}{{ .a.count | as_object }}', '"44"'],
    ['{% capture k %}{{ .a.list | as_object }}{% endcapture %}{{ k | as_object }}', '"[1,2,3]"'],
  ]);
});

describe('own keys only', () => {
  check([
    ['{{ .a.constructor }}{{ .a.__proto__ }}{{ .a.list.constructor }}{{ .a.text.constructor }}', '""'],
    ['{{ constructor }}{{ __proto__ }}{{ toString }}{{ ["__proto__"] }}', '""'],
    ['{{ .a.big.text }}{{ .a.big.toJSON }}', '""'],
    ['{% for x in .a.list %}{{ forloop.constructor }}{{ forloop.next }}{{ forloop.index }}{% endfor %}', '"123"'],
    ['{% assign __proto__ = .a %}{{ __proto__.b.c }}{{ b }}', '"deep"'],
    ['{% for x in .a.big %}{{ x }}{% endfor %}', '""'],
  ]);
});

describe('mistakes are told where they are', () => {
  check([
    ['ab {{ .a', 'liquid at 3-8: `{{` is not closed by `}}`'],
    ['ab {{ "a }}', 'liquid at 3-11: `{{` is not closed by `}}`'],
    ['ab {% if x', 'liquid at 3-10: `{%` is not closed by `%}`'],
    ['ab {% if x %}', 'liquid at 3-13: `{% if %}` is not closed by `{% endif %}`'],
    ['{% raw %} abc', 'liquid at 9-13: `{% raw %}` is not closed by `{% endraw %}`'],
    ['{% comment %} abc', 'liquid at 0-13: `{% comment %}` is not closed by `{% endcomment %}`'],
    ['{% liquid if x %}', 'liquid at 10-14: `{% if %}` is not closed by `{% endif %}`'],
    ['ab {% asign x = 1 %}', 'liquid at 3-20: There is no tag `{% asign %}`; did you mean `{% assign %}`?'],
    ['{% include "file" %}', 'liquid at 0-20: `{% include %}` needs other template files, and there are none here'],
    ['{% endif %}', 'liquid at 0-11: `{% endif %}` has no `{% if %}` before it'],
    ['{% if true %}a{% endfor %}', 'liquid at 14-26: Expected `{% endif %}`, found `{% endfor %}`'],
    [
      '{% if 1 %}{% when 1 %}{% endif %}',
      'liquid at 10-22: `{% when %}` belongs into `{% case %}`, found inside `{% if %}`',
    ],
    ['{% if 1 %}{% else %}{% else %}{% endif %}', 'liquid at 0-10: There is a second `{% else %}`'],
    ['{{ }}', 'liquid at 2-3: Expected a value, found nothing'],
    ['{{ = }}', 'liquid at 3-4: Expected a value, found `=`'],
    ['{{ .t ; 1 }}', 'liquid at 7-9: Expected `|` and a filter, or the end, after the value'],
    ['{% if .t = 1 %}{% endif %}', 'liquid at 9-10: `=` is no operator here; write `==`'],
    ['{% if .t && 1 %}{% endif %}', 'liquid at 9-11: `&&` is no operator here; write `and`'],
    ['a ={% for x of .list %}{% endfor %}', 'liquid at 3-23: Expected `{% for name in array %}`'],
    ['{{ .t | | upcase }}', 'liquid at 8-16: Expected the name of a filter after `|`'],
    ['{{ .t | remove "a" }}', 'liquid at 15-18: Expected `:` between the name of a filter and its arguments'],
    ['{{ .t | remove: "a" "b" }}', 'liquid at 20-23: Expected `,` or `|` after an argument, found `"b"`'],
    ['{{ .a[1 }}', 'liquid at 6-7: `[` is not closed by `]`'],
    ['{{ (1..) }}', 'liquid at 7-8: Expected a value, found `)`'],
    ['{{ (1) }}', 'liquid at 5-6: Expected a range such as `(1..5)`'],
    ['{% if .t == %}a{% endif %}', 'liquid at 9-11: The operator `==` lacks a value'],
    ['{% for x of .list %}{% endfor %}', 'liquid at 0-20: Expected `{% for name in array %}`'],
    ['{% tablerow x of .list %}{% endtablerow %}', 'liquid at 0-25: Expected `{% tablerow name in array %}`'],
    ['{% assign x %}', 'liquid at 10-11: Expected `{% assign name = value %}`'],
    ['{% capture %}{% endcapture %}', 'liquid at 9-10: Expected `{% capture name %}`'],
    ['{% cycle %}', 'liquid at 7-8: Expected `{% cycle "one", "two" %}`'],
    ['{% increment %}', 'liquid at 0-15: Expected `{% increment name %}`'],
    ['{% for x in .a.list limit: "z" %}{% endfor %}', 'liquid at 27-30: `limit` wants a whole number, found text'],
    ['ab {% random x %}', 'liquid at 3-17: Expected `{% random 50 %}` or `{% random 60-180 %}`'],
    ['{% random 9-5 %}', 'liquid at 0-16: Expected `{% random 50 %}` or `{% random 60-180 %}`'],
    ['{% credential %}', 'liquid at 0-16: Expected a name: `{% credential My name %}`'],
    ["{{ .a.['x y'] | nope }}", 'liquid at 16-20: There is no filter `nope`'],
    ['ab {{ 1 | divided_by: 0 }}', 'liquid at 10-23: Division by zero'],
  ]);
});

test('wrong arguments are problems before anything is rendered, unknown filters keep a template from compiling', () => {
  const compiled = compileField('{{ .a | plus }}');
  expect(compiled.ok && compiled.value.problems.map(({ message }) => message)).toEqual([
    'plus needs the argument `other`',
  ]);
  expect(compileField('{{ .a | nope }}').ok).toBe(false);
});

test('a mistake that can be mended brings its fix, a block that is open where it was opened', () => {
  const errorOf = (source: string) => {
    const compiled = compileField(source);
    return compiled.ok ? null : compiled.error;
  };
  expect(errorOf('{{ .a | upcas }}')?.fix).toEqual({ title: 'Write `upcase`', range: [8, 13], text: 'upcase' });
  expect(errorOf('{% asign x = 1 %}')?.fix).toEqual({ title: 'Write `assign`', range: [3, 8], text: 'assign' });
  expect(errorOf('{% if a = 1 %}{% endif %}')?.fix).toEqual({ title: 'Write `==`', range: [8, 9], text: '==' });
  expect(errorOf('{% if a %}{% endfor %}')?.related).toEqual({
    message: 'This `{% if %}` is not closed',
    range: [0, 10],
  });
});

describe('references are the names that a template does not make itself', () => {
  test.each<readonly [string, readonly string[] | null]>([
    ['{{ .a.b | append: c.d }}{{ [e] }}', null],
    ['{{ .a[b].c | append: d }}', ['a', 'b', 'd']],
    ['{% for x in .list limit: n %}{{ x }}{{ forloop.index }}{{ y }}{% endfor %}{{ x }}', ['list', 'n', 'y', 'x']],
    ['{{ k }}{% assign k = .a %}{{ k }}', ['k', 'a']],
    ['{% assign k = .a %}{{ k }}', ['a']],
    ['{% credential Key %}{% story Name %}', ['CREDENTIAL', 'STORY']],
    ['{% case a %}{% when b %}{{ c }}{% endcase %}{% if d > e and f %}{% endif %}', ['a', 'b', 'c', 'd', 'e', 'f']],
  ])('%s', (source, names) => {
    const compiled = compileField(source);
    const references = compiled.ok ? compiled.value.references : undefined;
    expect(references === null ? null : [...(references ?? [])]).toEqual(names);
  });
});
