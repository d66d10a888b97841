import { describe, expect, test } from 'vitest';
import { fromJson, rendered } from './liquid.test-kit.ts';

const CONTEXT = fromJson(`{
  "list": [3, 1, 2], "o": {"b": 1, "2": 0}, "n": 7, "text": "héllo", "nil": null, "none": [], "blank": "  ", "off": false,
  "CREDENTIAL": {"my_key": "sealed"}, "STORY": {"my_story": "story-7"}
}`);

type Case = readonly [source: string, result: string];

function check(cases: readonly Case[]): void {
  test.each(cases)('%s gives %s', (source, result) => {
    expect(rendered(source, CONTEXT)).toBe(JSON.stringify(result));
  });
}

/** Whether a condition holds. */
function checkConditions(cases: readonly (readonly [condition: string, holds: boolean])[]): void {
  test.each(cases)('%s is %s', (condition, holds) => {
    expect(rendered(`{% if ${condition} %}y{% else %}n{% endif %}`, CONTEXT)).toBe(holds ? '"y"' : '"n"');
  });
}

describe('conditions', () => {
  checkConditions([
    ['.nil == null', true],
    ['.nil == nil', true],
    ['.off == nil', false],
    ['.n > 3 and .list contains 2', true],
    ['.n == 7.0', true],
    ['.n != "7"', true],
    ['.n <> 8', true],
    ['.n <= 7', true],
    ['.n >= 8', false],
    ['.n < "8"', true],
    ['.missing > 3', false],
    ['.missing <= 3', false],
    ['.text > 3', false],
    ['.off < .list', false],
    ['.text contains "h"', true],
    ['.text contains .nil', false],
    ['.nil contains "h"', false],
    ['.n contains 7', false],
    ['.o contains "b"', true],
    ['.o contains 2', true],
    ['.o contains "c"', false],
    ['.none == empty', true],
    ['.blank == empty', false],
    ['.nil == empty', false],
    ['.n == empty', false],
    ['empty == empty', false],
    ['empty == .none', true],
    ['.none != empty', false],
    ['.blank == blank', true],
    ['.nil == blank', true],
    ['.off == blank', true],
    ['.n == blank', false],
    ['empty > .n', false],
    ['not .nil', true],
    ['not .n == 7', false],
    ['0', true],
    ['""', true],
    ['.none', true],
    ['.off', false],
    // From the right: true or (false and false).
    ['true or false and false', true],
    ['false and false or true', false],
    ['.text | size', true],
  ]);
});

describe('blocks', () => {
  check([
    ['{% if .nil %}a{% elsif .n %}b{% else %}c{% endif %}', 'b'],
    ['{% unless .nil %}a{% elsif true %}b{% else %}c{% endunless %}', 'a'],
    ['{% unless .n %}a{% elsif true %}b{% else %}c{% endunless %}', 'b'],
    ['{% case .n %}{% when 3 %}three{% when 7 %}seven{% else %}other{% endcase %}', 'seven'],
    ['{% case .n %}{% when 1, 7 %}a{% when 7 or 8 %}b{% else %}c{% endcase %}', 'ab'],
    ['{% case .none %}{% when empty %}none{% else %}some{% endcase %}', 'none'],
    ['{% case .nil %}{% when blank %}blank{% endcase %}', 'blank'],
    ['{% case .text | size %}{% when 5 %}five{% endcase %}', 'five'],
    ['{% case .n %}{% when 1 %}a{% else %}c{% endcase %}', 'c'],
    ['{% comment %}hidden {% if %}{% endcomment %}shown', 'shown'],
    ['{% # hidden %}shown', 'shown'],
    ['{% raw %}{{ x }}{% if %}{% endraw %}', '{{ x }}{% if %}'],
    ['{% echo .n | plus: 1 %}', '8'],
    ['{% liquid\n assign x = 1\n if x == 1\n echo "one"\n endif %}', 'one'],
  ]);
});

describe('white space control', () => {
  check([
    ['a \n{%- if true -%}\n b \n{%- endif -%}\n c', 'abc'],
    ['a {{- 1 -}} b', 'a1b'],
    ['a {{- 1 }} b', 'a1 b'],
    ['a\n{% if true %}\nb\n{% endif %}\nc', 'a\n\nb\n\nc'],
  ]);
});

describe('loops', () => {
  check([
    [
      '{% for x in .list %}{{ forloop.index }}/{{ forloop.index0 }}={{ x }}{% unless forloop.last %}, {% endunless %}{% endfor %}',
      '1/0=3, 2/1=1, 3/2=2',
    ],
    ['{% for x in .list %}{{ forloop.rindex }}{{ forloop.rindex0 }}{{ forloop.length }} {% endfor %}', '323 213 103 '],
    ['{% for x in .list %}{% if forloop.first %}{{ forloop.parentloop }}!{% endif %}{% endfor %}', '!'],
    [
      '{% for x in .list %}{% for y in (1..2) %}{{ forloop.parentloop.index }}{{ forloop.index }} {% endfor %}{% endfor %}',
      '11 12 21 22 31 32 ',
    ],
    ['{% for p in .o %}{{ p[0] }}={{ p[1] }};{% endfor %}', 'b=1;2=0;'],
    ['{% for p in .o %}{{ p.first }}={{ p.last }};{% endfor %}', 'b=1;2=0;'],
    ['{% for x in .text %}<{{ x }}>{% endfor %}', '<héllo>'],
    ['{% for x in .n %}<{{ x }}>{% else %}nothing{% endfor %}', 'nothing'],
    ['{% for x in .nil %}a{% else %}nothing{% endfor %}', 'nothing'],
    ['{% for i in (1..3) %}{{ i }}{% endfor %}', '123'],
    ['{% for i in (3..1) %}{{ i }}{% endfor %}', ''],
    ['{% for i in ("2".."4") %}{{ i }}{% endfor %}', '234'],
    ['{% for i in (-1..1.9) %}{{ i }}{% endfor %}', '-101'],
    ['{% for i in (1..9) limit: 2 offset: 3 %}{{ i }}{% endfor %}', '45'],
    ['{% for i in (1..9) limit: 2, offset: 3 %}{{ i }}{% endfor %}', '45'],
    [
      '{% for i in (1..5) limit: 2 %}{{ i }}{% endfor %}-{% for i in (1..5) offset: continue %}{{ i }}{% endfor %}',
      '12-345',
    ],
    ['{% for i in (1..3) limit: .nil offset: -2 %}{{ i }}{% endfor %}', '123'],
    ['{% for i in .list reversed %}{{ i }}{% endfor %}', '213'],
    ['{% for i in .list reversed limit: 2 %}{{ i }}{% endfor %}', '13'],
    ['{% for i in .list %}{% if i == 1 %}{% break %}{% endif %}{{ i }}{% endfor %}!', '3!'],
    ['{% for i in .list %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}!', '32!'],
    ['{% for i in .list %}{% for j in (1..9) %}{% break %}{% endfor %}{{ i }}{% endfor %}', '312'],
    ['a{% break %}b', 'a'],
    ['{% for x in .list %}{{ x }}{% endfor %}{{ x }}', '312'],
    ['{% for n in .list %}{{ n }}{% endfor %}{{ n }}', '3127'],
    [
      '{% tablerow x in .list cols: 2 %}{{ x }}{{ tablerowloop.col }}{{ tablerowloop.row }}{% endtablerow %}',
      '<tr class="row1"><td class="col1">311</td><td class="col2">121</td></tr><tr class="row2"><td class="col1">212</td></tr>',
    ],
    ['{% tablerow x in .none %}{{ x }}{% endtablerow %}', ''],
    ['{% for i in (1..4) %}{% cycle "a", "b", "c" %}{% endfor %}', 'abca'],
    ['{% cycle "g": "a", "b" %}{% cycle "h": "a", "b" %}{% cycle "g": "a", "b" %}', 'aab'],
  ]);
});

describe('names', () => {
  check([
    ['{% assign k = .o %}{{ k.b }}', '1'],
    ['{% assign k = .text | upcase | append: "!" %}{{ k }}', 'HÉLLO!'],
    ['{% assign n = nil %}{{ n }}', ''],
    ['{% capture k %}<{{ .n }}>{% endcapture %}{{ k }}{{ k.size }}', '<7>3'],
    ['{% capture "k" %}x{% endcapture %}{{ k }}', 'x'],
    ['{% for i in (1..3) %}{% assign sum = sum | plus: i %}{% endfor %}{{ sum }}', '6'],
    ['{% increment c %}{% increment c %}{% decrement d %}{{ c }}', '01-12'],
  ]);
});

describe('tags of the product', () => {
  check([
    [
      '{% credential my_key %}|{% credential My Key %}|{% credential "My Key" %}|{% credential Other %}',
      'sealed|sealed|sealed|',
    ],
    ['{% story My Story %}|{% story Unknown %}', 'story-7|'],
    ['a{% line_break %}b', 'a\nb'],
    ['{% random 50 %} {% random 60-180 %} {% random 5 - 5 %}', '25 120 5'],
    ['{% prompt YES %}', 'https://fabula.example.com/prompt?a=11&e=5&s=YES'],
    ['{% story_run_guid %}', 'b2f6ab3c-9b1e-4a79-9e1f-0d9a5b6c7d8e'],
  ]);
});
