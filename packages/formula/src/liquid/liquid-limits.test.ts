import { describe, expect, test } from 'vitest';
import { testEnvironment } from '../conformance/evaluating.test-kit.ts';
import { fromJson, rendered } from './liquid.test-kit.ts';

const CONTEXT = fromJson('{"huge": 1e400, "list": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}');

function nested(open: string, close: string, times: number): string {
  return open.repeat(times) + close.repeat(times);
}

describe('no template takes more than its budget', () => {
  const TEN = '{% for a in .list %}';
  test.each<readonly [name: string, source: string, message: RegExp]>([
    ['a huge range', '{% for i in (1..1000000000) %}{% endfor %}', /the range has more than 2000000 elements/i],
    ['a range without an end', '{% for i in (1..huge) %}{% endfor %}', /the range has more/i],
    ['bounds beyond exact numbers', '{{ (9007199254740993..9007199254740999) }}', /the range has more/i],
    ['empty loops in loops', TEN.repeat(8) + '{% endfor %}'.repeat(8), /more than \d+ steps/],
    [
      'a loop of many tags',
      `${TEN.repeat(5)}{{ a }}{{ a }}${'{% endfor %}'.repeat(5)}`.repeat(9),
      /more than \d+ steps/,
    ],
    [
      'a capture that doubles',
      `{% capture x %}0123456789{% endcapture %}${'{% capture x %}{{ x }}{{ x }}{% endcapture %}'.repeat(40)}`,
      /builds more than \d+ characters/,
    ],
    [
      'an assign that doubles',
      `{% assign x = "0123456789" %}${'{% assign x = x | append: x %}'.repeat(40)}`,
      /more than \d+ (?:characters|steps)/,
    ],
    ['arrays in arrays', `{% assign x = .list %}${'{% assign x = x | concat: x %}'.repeat(40)}`, /elements|steps/],
    ['deep blocks', nested('{% if true %}', '{% endif %}', 5_000), /nested more than 100 levels deep/],
    ['deep lines', `{% liquid\n${nested('if true\n', 'endif\n', 5_000)}%}`, /nested more than 100 levels deep/],
    ['deep liquid tags', `{% ${'liquid '.repeat(5_000)} %}`, /nested too deeply/],
    ['deep paths', `{{ ${nested('a[', ']', 50_000)} }}`, /nested too deeply/],
    ['many operators', `{% if ${'a and '.repeat(5_000)} b %}{% endif %}`, /more than 500 operators/i],
    ['many filters', `{{ a ${'| upcase '.repeat(5_000)} }}`, /more than 500 filters/i],
    ['many tags', '{{a}}'.repeat(60_000), /more than 50000 tags/],
    ['a long template', `{{ a }}${' '.repeat(1_000_000)}`, /longer than 1000000 characters/],
  ])('%s', (_, source, message) => {
    const outcome = rendered(source, CONTEXT);
    expect(outcome).toMatch(/^(?:budget|liquid) at \d+-\d+: /);
    expect(outcome).toMatch(message);
  });

  test('nor more than its time', () => {
    let time = 0;
    const clock = () => {
      time += 5;
      return time;
    };
    const source = `${TEN.repeat(5)}{{ a }}${'{% endfor %}'.repeat(5)}`;
    expect(rendered(source, CONTEXT, { ...testEnvironment, clock, budget: { timeMs: 10 } })).toMatch(
      /^budget at \d+-\d+: The formula takes more than 10 milliseconds;/,
    );
  });
});

describe('strange templates end in an error or a text', () => {
  test.each([
    ['{% raw %}'.repeat(1_000)],
    ['{%'.repeat(20_000)],
    ['{{'.repeat(20_000)],
    ['{% raw %}{% {% {% '.repeat(1_000)],
    [`{% raw %}${'{% endraw '.repeat(5_000)}`],
    [`{{ "${'\\'.repeat(50_000)}`],
    [`{{ ${'('.repeat(20_000)}`],
    [`{{ a ${', '.repeat(20_000)} }}`],
    ['{% comment %}'.repeat(5_000)],
    [`{% case a %}${'{% when 1 %}'.repeat(5_000)}`],
    ['{{ a | default: b: c: d }}'],
    ['{{ a | default: b: }}'],
    ['{{- -}}'],
    ['{%- -%}'],
    ['{% %}'],
  ])('%#', (source) => {
    expect(rendered(source, CONTEXT)).toMatch(/^(?:".*"|(?:liquid|budget) at \d+-\d+: .+)$/s);
  });
});
