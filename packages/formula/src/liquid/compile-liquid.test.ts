import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../evaluate/evaluating.test-kit.ts';

const CONTEXT = `{
  "a": {"b": {"c": "deep"}, "list": [1, 2, 3], "x y": 5, "#id": 7, "count": 4, "text": "héllo", "n": null,
        "ord": {"b": 1, "2": 0}, "big": 9007199254740993, "one": 1.0, "objs": [{"n": 1, "k": "x"}, {"n": 2, "k": "y"}],
        "price": "12.5"},
  "entry": {"#agent_id": {"z": 1}},
  "CREDENTIAL": {"my_key": "sealed"}, "STORY": {"my_story": "story-7", "Exact Name": "story-8"}
}`;

type Case = readonly [source: string, result: string];

function check(cases: readonly Case[]): void {
  test.each(cases)('%s gives %s', (source, result) => {
    expect(outcomeOf(source, CONTEXT)).toBe(result);
  });
}

describe('paths', () => {
  check([
    ['{{ .a.b.c }}', '"deep"'],
    ['{{ a.b.c }}', '"deep"'],
    ['{{.a.b.c.}}!', '"deep!"'],
    ["{{ .a['x y'] }}", '"5"'],
    ['{{ .a["x y"] }}', '"5"'],
    ["{{.entry.['#agent_id'] | as_object }}", '{"z":1}'],
    ["{{ .a.['#id'] }}{{ '.[' }}", '"7.["'],
    ['{{ .a.list[1] }}{{ .a.list[-1] }}', '"23"'],
    ['{{ .a.list.first }}{{ .a.list.last }}{{ .a.list.size }}', '"133"'],
    ['{{ .a.text.size }}{{ .a.b.size }}', '"51"'],
    ['{{ .missing.x }}|{{ .a.n }}|{{ .a.list[9] }}', '"||"'],
    ['{{ .a.ord.2 }}{{ .a.ord["2"] }}{{ .a.ord.b }}', '"001"'],
  ]);
});

describe('output as text', () => {
  check([
    ['{{ .a.list }}', '"[1,2,3]"'],
    ['{{ .a.b }}', '"{\\"c\\":\\"deep\\"}"'],
    ['{{ .a.ord }}', '"{\\"b\\":1,\\"2\\":0}"'],
    ['{{ .a.big }} {{ .a.one }} {{ .a.count }}', '"9007199254740993 1.0 4"'],
    ['{{ true }}{{ false }}{{ nil }}', '"truefalse"'],
  ]);
});

describe('as_object', () => {
  check([
    ['{{ .a.list | as_object }}', '[1,2,3]'],
    [' {{ .a.ord | as_object }}\n', '{"b":1,"2":0}'],
    ['{{ .a.big | as_object }}', '9007199254740993'],
    ['{{ .a.text.size | as_object }}', '5'],
    ['{{ .missing | as_object }}', 'null'],
    ['{% if true %}{{ .a.list | as_object }}{% endif %}', '[1,2,3]'],
    ['x {{ .a.list | as_object }}', '"x [1,2,3]"'],
    ['{{ .a.list | as_object }} x', '"[1,2,3] x"'],
  ]);
});

describe('tags', () => {
  check([
    ['{% if .a.n == null %}null{% else %}set{% endif %}', '"null"'],
    ['{% if .a.count > 3 and .a.list contains 2 %}y{% endif %}', '"y"'],
    ['{% if .a.missing > 3 %}y{% elsif .a.text contains "h" %}z{% endif %}', '"z"'],
    ['{% if .a.b == empty %}y{% else %}n{% endif %}{% if .a.ord == empty %}y{% else %}n{% endif %}', '"nn"'],
    ['{% unless .a.count == 4.0 %}different{% endunless %}', '""'],
    ['{% case .a.count %}{% when 3 %}three{% when 4 %}four{% endcase %}', '"four"'],
    [
      '{% for x in .a.list %}{{ forloop.index }}/{{ forloop.index0 }}={{ x }}{% unless forloop.last %}, {% endunless %}{% endfor %}',
      '"1/0=1, 2/1=2, 3/2=3"',
    ],
    ['{% for p in .a.ord %}{{ p[0] }}={{ p[1] }};{% endfor %}', '"b=1;2=0;"'],
    ['{% for i in (1..3) %}{{ i }}{% endfor %}', '"123"'],
    ['{% assign k = .a.b %}{{ k.c }}', '"deep"'],
    ['{% capture k %}<{{ .a.b.c }}>{% endcapture %}{{ k }}{{ k.size }}', '"<deep>6"'],
    ['{% comment %}hidden{% endcomment %}{% raw %}{{ x }}{% endraw %}', '"{{ x }}"'],
    ['{% credential my_key %}', '"sealed"'],
    ['{% story My Story %}|{% story "Exact Name" %}|{% story Unknown %}', '"story-7|story-8|"'],
    ['a{% line_break %}b', '"a\\nb"'],
    ['{% random 50 %} {% random 60-180 %}', '"25 120"'],
  ]);
});

describe('filters are the functions of the language, the piped value first', () => {
  check([
    ['{{ .a.b.c | upcase }}', '"DEEP"'],
    ['{{ "abcd" | replace: "a", "b" | replace: "c", "d" }}', '"bbdd"'],
    ['{{ .a.count | plus: 1 }}', '"5"'],
    ['{{ .a.count | times: 2.5 }}', '"10"'],
    ['{{ 5 | divided_by: 2 }} {{ 5 | divided_by: 2.0 }}', '"2 2.5"'],
    ['{{ .a.price | plus: 0.1 }}', '"12.6"'],
    ['{{ .a.list | size | times: 10 }}', '"30"'],
    ['{{ .missing | default: 100 }}', '"100"'],
    ['{{ .missing | upcase }}|{{ .missing | plus: 1 }}|{{ "abc" | plus: 1 }}', '"|1|1"'],
    ['{{ .a.objs | where: "n", 2 | as_object }}', '[{"n":2,"k":"y"}]'],
    ['{{ .a.objs | map: "k" | join: "-" }}', '"x-y"'],
    ['{{ \'{"z":1.0}\' | json_parse | as_object }}', '{"z":1.0}'],
    ['{{ .a.list | first }}{{ .a.list | last }}', '"13"'],
    ['{% assign k = .a.text | upcase | append: "!" %}{{ k }}', '"HÉLLO!"'],
  ]);
});

describe('own keys only', () => {
  check([
    ['{{ .a.constructor }}{{ .a.__proto__ }}{{ .a.list.constructor }}{{ .a.text.constructor }}', '""'],
    ['{{ constructor }}{{ __proto__ }}{{ toString }}', '""'],
    ['{{ .a.big.text }}{{ .a.big.toJSON }}', '""'],
    ['{% for x in .a.list %}{{ forloop.constructor }}{{ forloop.next }}{{ forloop.index }}{% endfor %}', '"123"'],
  ]);
});

describe('errors', () => {
  check([
    ['ab {{ .a', 'liquid at 3-8: output "{{ .a" not closed'],
    ['ab {% if x %}', 'liquid at 3-13: tag {% if x %} not closed'],
    ['ab {% nope %}', 'liquid at 3-13: tag "nope" not found'],
    ['ab {{ x | nope }}', 'liquid at 3-17: undefined filter: nope'],
    ['{% include "file" %}', 'liquid at 0-20: tag "include" not found'],
    ['{{ "a" | where_exp: "x", "y" }}', 'liquid at 0-31: undefined filter: where_exp'],
    ['ab {% random x %}', 'liquid at 3-17: Expected `{% random 50 %}` or `{% random 60-180 %}`'],
    ['ab {{ 1 | divided_by: 0 }}', 'liquid at 10-23: Division by zero'],
  ]);
});
