import { describe, expect, test } from 'vitest';
import { convertLiquid } from './convert-liquid.ts';

type Pair = readonly [template: string, source: string];

function check(pairs: readonly Pair[]): void {
  test.each(pairs)('%s becomes %s', (template, source) => {
    const field = source.startsWith('=') ? 'formula' : 'text';
    expect(convertLiquid(template)).toEqual({ kind: 'converted', source, field });
  });
}

describe('the documented pairs', () => {
  check([
    ['{{ a.b }}', '<<a.b>>'],
    ['{{ "abcd" | replace: "a", "b" }}', '<<REPLACE("abcd", "a", "b")>>'],
    ['{{ foo | replace: "a", "b" | replace: "c", "d" }}', '<<REPLACE(foo, "a", "b") |> REPLACE(%, "c", "d")>>'],
    ['{% if x %}A{% else %}B{% endif %}', '<%if x%>A<%else%>B<%endif%>'],
    ['{{ x | as_object }}', '=x'],
    ['{{ .action_slug.body }}', '<<action_slug.body>>'],
    ['{{ "now" | date: "%Y%m%d" }}', '<<DATE("now", "%Y%m%d")>>'],
    ['{{ .a.list | size | times: 10 }}', '<<TIMES(SIZE(a.list), 10)>>'],
    [
      "{{ .x | where: 'a.b', true | jsonpath: '*.c' | as_object }}",
      '=WHERE(FORCE_ARRAY(x), "a.b", TRUE) |> JSONPATH(%, "*.c")',
    ],
    [
      '{{ "now" | date: "%s" | plus: 240000 | date: "%F" }}',
      '<<DATE("now", "%s") |> PLUS(%, 240000) |> IF_ERROR(DATE(%, "%F"), %)>>',
    ],
    ['{{ .CREDENTIAL.slug }}{{ .RESOURCE.slug[0] }}', '<<CREDENTIAL.slug>><<RESOURCE.slug[0]>>'],
    ['{{ .x.items | as_object }}', '=x.items'],
    ['{% credential My Key %}', '<<CREDENTIAL.my_key>>'],
    ['{% story My Story %}', '<<STORY.my_story>>'],
    ['{% prompt STATUS %}', '<<PROMPT("STATUS")>>'],
    ['a{% line_break %}b', 'a\nb'],
    ['{% random 50 %} {% random 60-180 %}', '<<RANDOM(0, 50)>> <<RANDOM(60, 180)>>'],
    ['{% story_run_guid %}', '<<STORY_RUN_GUID()>>'],
  ]);
});

describe('paths', () => {
  check([
    ['{{ .a["x y"].b-c[0][-1][.k] }}', '<<a["x y"]["b-c"][0][-1][k]>>'],
    ['{{ .a.first.last }}', '<<a.first.last>>'],
    ['{{ .a.size }}', '<<LIQUID_SIZE(a, "dot_notation")>>'],
    ['{{ ["name"] }}', '<<name>>'],
    ['{{ "text".size }}', '<<LIQUID_SIZE("text", "dot_notation")>>'],
    ['{{ .10_stories.x }}', '<<10_stories.x>>'],
    ['{{ -2.50 }}{{ true }}{{ nil }}{{ empty }}', '<<-2.50>><<TRUE>><<NULL>>'],
  ]);
});

describe('what Liquid takes for granted is written out', () => {
  check([
    ['{{ counter.count | plus: 1 }}', '<<PLUS(IF_ERROR(NUMBER(counter.count), 0), 1)>>'],
    ['{{ 1 | plus: .b }}', '<<PLUS(1, IF_ERROR(NUMBER(b), 0))>>'],
    ['{{ .a | json_parse | abs }}', '<<JSON_PARSE(a) |> ABS(IF_ERROR(NUMBER(%), 0))>>'],
    ['{{ .a | split: "," | join }}', '<<SPLIT(a, ",") |> JOIN(%, " ")>>'],
    ['{{ .a | join: "," }}', '<<JOIN(FORCE_ARRAY(a), ",")>>'],
    ['{{ .a | keys | size }}', '<<SIZE(KEYS(IF(a = NULL, {}, a)))>>'],
    ['{{ .a | first }}', '<<IF_ERROR(FIRST(a), NULL)>>'],
    ['{{ .a | split: "," | last }}', '<<SPLIT(a, ",") |> LAST(%)>>'],
    ['{{ .a | date: "%F" }}', '<<IF_ERROR(DATE(a, "%F"), a)>>'],
    ['{{ "now" | date: "%F", "No/Where" }}', '<<IF_ERROR(DATE("now", "%F", "No/Where"), "now")>>'],
    ['{{ .a | slice: 1 }}', '<<IF(TYPE(a) = "Array", SLICE_ARRAY(a, 1, 1), SLICE(a, 1))>>'],
    ['{{ .a | upcase | slice: 0, 2 }}', '<<SLICE(UPCASE(a), 0, 2)>>'],
    ['{{ .a | truncate }}', '<<TRUNCATE(a, 50)>>'],
    ['{{ .a | default: 100 }}', '<<DEFAULT(a, 100)>>'],
    ['{{ .a | default: 1, allow_false: true }}', '<<IF(a = FALSE, FALSE, DEFAULT(a, 1))>>'],
    ['{{ .a | where: "on" | map: "n" }}', '<<FILTER(FORCE_ARRAY(a), LAMBDA(item, item.on)) |> MAP(%, "n")>>'],
    ['{{ .a | sum }}', '<<SUM(MAP_LAMBDA(FORCE_ARRAY(a), LAMBDA(item, IF_ERROR(NUMBER(item), 0))))>>'],
    ['{{ .a | push: 1 | pop }}', '<<DELETE(CONCAT(FORCE_ARRAY(a), [1]), -1)>>'],
    ['{{ .a | to_snake_case: from_camel_case: true }}', '<<TO_SNAKE_CASE(a, from_camel_case: TRUE)>>'],
    ['{{ .a | regex_extract: "\\d+" | as_object }}', '=REGEX_EXTRACT(a, "\\d+")'],
  ]);
});

describe('conditions', () => {
  check([
    ['{% if a == nil %}x{% endif %}', '<%if a = NULL%>x<%endif%>'],
    ['{% if a <> 1 %}x{% endif %}', '<%if a != 1%>x<%endif%>'],
    ['{% if a > 1 %}x{% endif %}', '<%if IF_ERROR(a > 1, FALSE)%>x<%endif%>'],
    ['{% if 2 > 1 %}x{% endif %}', '<%if 2 > 1%>x<%endif%>'],
    ['{% if a contains "x" %}y{% endif %}', '<%if IF_ERROR(INCLUDES(a, "x"), FALSE)%>y<%endif%>'],
    ['{% if a contains b %}y{% endif %}', '<%if b != NULL AND IF_ERROR(INCLUDES(a, b), FALSE)%>y<%endif%>'],
    ['{% if a == empty %}y{% endif %}', '<%if IF_ERROR(IS_EMPTY(a), FALSE)%>y<%endif%>'],
    ['{% if a != empty %}y{% endif %}', '<%if NOT(IF_ERROR(IS_EMPTY(a), FALSE))%>y<%endif%>'],
    ['{% if a == blank %}y{% endif %}', '<%if IF(TYPE(a) = "String", STRIP(a) = "", IS_BLANK(a))%>y<%endif%>'],
    // Liquid groups from the right.
    ['{% if a and b or c %}x{% endif %}', '<%if a AND (b OR c)%>x<%endif%>'],
    ['{% if a or b and c %}x{% endif %}', '<%if a OR b AND c%>x<%endif%>'],
    ['{% if not a %}x{% endif %}', '<%if NOT(a)%>x<%endif%>'],
    ['{% unless a %}x{% elsif b %}y{% endunless %}', '<%if NOT(a)%>x<%elseif b%>y<%endif%>'],
  ]);
});

describe('case', () => {
  check([
    [
      '{% case n %}{% when 1, 2 %}a{% when "x" %}b{% else %}c{% endcase %}',
      '<%if n = 1 OR n = 2%>a<%elseif n = "x"%>b<%else%>c<%endif%>',
    ],
    // Several branches may fit.
    [
      '{% case n %}{% when y %}a{% when 2 %}b{% else %}c{% endcase %}',
      '<%if n = y%>a<%endif%><%if n = 2%>b<%endif%><%if NOT(n = y OR n = 2)%>c<%endif%>',
    ],
    ['{% case n %}{% when 1 %}a{% when 1.0 %}b{% endcase %}', '<%if n = 1%>a<%endif%><%if n = 1.0%>b<%endif%>'],
  ]);
});

const ITEMS =
  'SWITCH(TYPE(list), "Array", list, "Hash", MAP_LAMBDA(list, LAMBDA(key, value, [key, value])), ' +
  '"String", IF(list = "", [], [list]), [])';

describe('loops', () => {
  check([
    [
      '{% for x in list %}{{ forloop.index }}: {{ x.n }}{% unless forloop.last %}, {% endunless %}{% endfor %}',
      `<%for x in ${ITEMS}%><<FORLOOP.index>>: <<x.n>><%if NOT(FORLOOP.last)%>, <%endif%><%endfor%>`,
    ],
    [
      '{% for x in list limit: 2 offset: 1 %}{{ x }}{% endfor %}',
      `<%for x in SLICE_ARRAY(${ITEMS}, 1, 2)%><<x>><%endfor%>`,
    ],
    [
      '{% for x in list %}{{ x }}{% else %}none{% endfor %}',
      `<%if SIZE(${ITEMS}) = 0%>none<%else%><%for x in ${ITEMS}%><<x>><%endfor%><%endif%>`,
    ],
    ['{% for i in (1..3) %}{{ i }}{% endfor %}', '<%for i in RANGE(1, 3)%><<i>><%endfor%>'],
    ['{% for i in (1..3) reversed %}{{ i }}{% endfor %}', '<%for i in REVERSE(RANGE(1, 3))%><<i>><%endfor%>'],
    ['{{ forloop }}', '<<forloop>>'],
  ]);
});

describe('text around', () => {
  check([
    ['<< {{ a }} <%if%> <{{ b }}', '<<"<<">> <<a>> <<"<%">>if%> <<"<">><<b>>'],
    ['{% comment %} {% endcomment %}=1 + 1', '<<"=">>1 + 1'],
    ['{% raw %}{{ x }}{% endraw %}', '<<"{" & "{">> x }}'],
    ['{{ "{{" }} {{ a | append: "{%" }}', '<<"{" & "{">> <<APPEND(a, "{" & "%")>>'],
    ['a {%- if b -%} c {%- endif %}', 'a<%if b%>c<%endif%>'],
    ['{% liquid\n if a\n echo b\n endif %}', '<%if a%><<b>><%endif%>'],
  ]);
});

describe('as_object', () => {
  check([
    [' {{ a | upcase | as_object }}\n', '=UPCASE(a)'],
    ['x {{ a | as_object }}', 'x <<a>>'],
    ['{% if a %}{{ b | as_object }}{% endif %}', '=IF(a, b, "")'],
    ['{% if a %}{{ b | as_object }}{% elsif c %}text{% else %}{{ d }}{% endif %}', '=IF(a, b, IF(c, "text", TEXT(d)))'],
  ]);
});

describe('what would not mean the same is kept, with the reasons', () => {
  test.each<readonly [template: string, ...reasons: readonly string[]]>([
    ['{% assign k = 1 %}{{ k }}', '0-18: `assign` has no counterpart in a text; give the action a local value instead'],
    [
      '{% capture k %}{% increment n %}{% endcapture %}',
      '0-15: `capture` has no counterpart in a text; give the action a local value instead',
    ],
    [
      '{% # why %}{{ a }}{% comment %}{{ b }}{% endcomment %}',
      '0-11: The comment would be lost: there are none in a text field',
      '18-31: The comment would be lost: there are none in a text field',
    ],
    ['{{ a | as_object }}{% # why %}', '19-30: The comment would be lost: there are none in a text field'],
    ['{% increment n %}', '0-17: `increment` has no counterpart: formulas do not count'],
    ['{% decrement n %}', '0-17: `decrement` has no counterpart: formulas do not count'],
    ['{% cycle "a" %}', '0-15: `cycle` has no counterpart; inside of a loop, FORLOOP.index0 and MODULO can choose'],
    [
      '{% tablerow x in y %}{% endtablerow %}',
      '0-21: `tablerow` has no counterpart; a `<%for%>` tag can write the rows',
    ],
    [
      '{% for x in y reversed %}{{ forloop.rindex }}{% break %}{% endfor %}',
      '0-25: `reversed` has no counterpart: REVERSE also makes nested arrays flat',
      '28-42: `forloop.rindex` has no counterpart; FORLOOP knows index, index0, first and last',
      '45-56: `break` has no counterpart: a `<%for%>` tag always visits every item',
    ],
    ['{% for x in y limit: n %}{% endfor %}', '21-22: `limit` is converted only when it is a whole number'],
    ['{% for x in y offset: continue %}{% endfor %}', '22-30: `offset` is converted only when it is a whole number'],
    [
      '{% for x in (1..n) %}{% endfor %}',
      '12-18: Only a short range between two whole numbers means the same in a formula',
    ],
    [
      '{% for x in y %}{{ forloop }}{% endfor %}',
      '19-26: `forloop` has no counterpart; FORLOOP knows index, index0, first and last',
    ],
    ['{% for TRUE in y %}{% endfor %}', '0-19: `TRUE` cannot be the variable of a `<%for%>` tag'],
    ['{{ .x-y }}', '3-7: `x-y` cannot be read by a formula under this name'],
    ['{{ .NULL }}', '3-8: `NULL` cannot be read by a formula under this name'],
    ['{{ [a] }}', '3-6: A formula cannot read a name that is computed'],
    ['{% if a > empty %}{% endif %}', '6-15: `>` with empty or blank means nothing in a formula'],
    ['{{ a | squish }}', '7-13: Formulas have no function that does what the filter `squish` does here'],
    ['{{ a | where: "x.y" }}', '7-19: Formulas have no function that does what the filter `where` does here'],
    [
      '{% case 1 | random: 9 %}{% when 1 %}a{% endcase %}',
      '0-24: The value of this `case` is random; a formula would compute it again for each `when`',
    ],
    ['{% case a %}{% else %}x{% endcase %}', '0-12: A `case` without any `when` has no counterpart'],
    [
      '{{ a | as_object }}{{ b }}',
      '0-26: `as_object` would give a value in some cases and text in others; a field is either a formula or text',
    ],
    ['{{ a | nope }}', '7-11: There is no filter `nope`'],
    ['{{ a | plus }}', '7-11: plus needs the argument `other`'],
    ['{{ a', '0-4: `{{` is not closed by `}}`'],
    ['=1', '0-2: The text is no legacy template'],
  ])('%s', (template, ...reasons) => {
    const conversion = convertLiquid(template);
    const shown =
      conversion.kind === 'kept'
        ? conversion.reasons.map(({ range, message }) => `${range.join('-')}: ${message}`)
        : [];
    expect(shown.slice(0, reasons.length)).toEqual(reasons);
  });
});

test('in stories with formulas, braces beside pills are text and not converted', () => {
  expect(convertLiquid('<<a>> {{ b }}', { standardLibVersion: 90 }).kind).toBe('kept');
  expect(convertLiquid('{{ b }}', { standardLibVersion: 90 })).toMatchObject({ source: '<<b>>' });
});
