/** Random legacy templates, mostly of what can be converted, and random events to render them with. */
import fc from 'fast-check';
import { numberFromJson } from '../../value/number.ts';
import { makeObject, type Value } from '../../value/value.ts';

const NAMES = ['a', 'b', 'c', 'list'] as const;
const KEYS = ['k', 'n', 'size', 'first', 'last', '0', 'x y', 'p-q'] as const;

const text = fc.constantFrom(
  '',
  ' ',
  'x',
  'abc',
  'k',
  'n',
  'size',
  'a,b',
  '7',
  '-2.5',
  'A B  c',
  '<<',
  '{{',
  '%}',
  'é😀',
  '\n',
);
const number = fc.constantFrom('0', '1', '-1', '2', '3.0', '2.5', '7', '100', '-0.5', '1000000');

const exactValues = fc.constantFrom<Value>(
  ...[null, true, false, 0, 1, -1, 2, 7, 2.5, 100, 1e9],
  ...['1.0', '-0', '9007199254740993', '1e400', '0.10'].map(numberFromJson),
);
const leaf: fc.Arbitrary<Value> = fc.oneof(exactValues, text);

/** Any JSON, small, with keys and texts that templates ask for. */
export const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 4 })
      .map((entries): Value => makeObject(entries)),
  ),
})).value;

export const contexts: fc.Arbitrary<Value> = fc
  .tuple(values, values, values, values)
  .map((each) => makeObject(NAMES.map((name, index): [string, Value] => [name, each[index] ?? null])));

function quoted(value: string): string {
  return value.includes('"') ? `'${value}'` : `"${value}"`;
}

const names = fc.constantFrom(...NAMES, 'item', 'x', 'missing');
const step = fc.oneof(
  fc.constantFrom('.k', '.n', '.size', '.first', '.last', '.p-q', '["x y"]', '[0]', '[-1]', '["size"]', '[b]', '[a.k]'),
);
const path = fc
  .tuple(fc.constantFrom('', '.'), names, fc.array(step, { maxLength: 2 }))
  .map(([dot, name, steps]) => dot + name + steps.join(''));
const loopFact = fc.constantFrom(
  'forloop.index',
  'forloop.index0',
  'forloop.first',
  'forloop.last',
  'forloop.last.size',
);
const operand = fc.oneof(
  { weight: 6, arbitrary: path },
  { weight: 2, arbitrary: text.map(quoted) },
  { weight: 2, arbitrary: number },
  { weight: 1, arbitrary: loopFact },
  { weight: 1, arbitrary: fc.constantFrom('true', 'false', 'nil', 'empty', 'blank', '(1..3)', '(2..b)') },
);

const comparison = fc
  .tuple(operand, fc.constantFrom('==', '!=', '<>', '<', '<=', '>', '>=', 'contains'), operand)
  .map((parts) => parts.join(' '));
const condition = fc
  .tuple(
    fc.oneof(operand, comparison),
    fc.array(fc.tuple(fc.constantFrom('and', 'or'), fc.oneof(operand, comparison)), { maxLength: 2 }),
  )
  .map(([first, others]) => [first, ...others.flat()].join(' '));

/** Filters with the number of their arguments. */
const FILTERS: readonly (readonly [name: string, least: number, most: number])[] = [
  ...[
    'abs',
    'ceil',
    'floor',
    'size',
    'first',
    'last',
    'upcase',
    'downcase',
    'capitalize',
    'strip',
    'lstrip',
    'rstrip',
  ].map((name) => [name, 0, 0] as const),
  ...[
    'escape',
    'strip_html',
    'strip_newlines',
    'newline_to_br',
    'uniq',
    'compact',
    'reverse',
    'keys',
    'values',
    'type',
  ].map((name) => [name, 0, 0] as const),
  ...[
    'as_json',
    'json_parse',
    'sort',
    'sort_natural',
    'sum',
    'pop',
    'shift',
    'url_encode',
    'base64_encode',
    'flatten',
  ].map((name) => [name, 0, 0] as const),
  ...[
    'plus',
    'minus',
    'times',
    'divided_by',
    'modulo',
    'at_least',
    'at_most',
    'append',
    'prepend',
    'remove',
    'split',
  ].map((name) => [name, 1, 1] as const),
  ...['map', 'where', 'concat', 'push', 'unshift', 'remove_first', 'get', 'merge', 'max', 'sum'].map(
    (name) => [name, 1, 1] as const,
  ),
  ['join', 0, 1],
  ['default', 0, 1],
  ['round', 0, 1],
  ['date', 0, 2],
  ['truncate', 0, 2],
  ['truncatewords', 0, 2],
  ['slice', 1, 2],
  ['where', 2, 2],
  ['replace', 2, 2],
  ['replace_first', 2, 2],
  ['squish', 0, 0],
  ['remove_last', 1, 1],
];

const filter = fc.constantFrom(...FILTERS).chain(([name, least, most]) =>
  fc
    .array(fc.oneof(operand, fc.constantFrom('"k"', '"n"', '"%F"', '"%s"', '2', '","')), {
      minLength: least,
      maxLength: most,
    })
    .map((args) => (args.length === 0 ? name : `${name}: ${args.join(', ')}`)),
);
const special = fc.constantFrom(
  'default: "x", allow_false: true',
  'sort: "n"',
  'date: "%d.%m.%Y"',
  'raw',
  'to_snake_case',
);
const chain = fc
  .tuple(
    fc.oneof(operand, fc.constant('"now"')),
    fc.array(fc.oneof({ weight: 8, arbitrary: filter }, special), { maxLength: 3 }),
  )
  .map(([start, filters]) => [start, ...filters].join(' | '));

const literal = fc.constantFrom(
  '',
  ' ',
  'text',
  'a < b',
  '<',
  '<<',
  '<%',
  '>>',
  '%>',
  '=',
  '{',
  '}',
  '\n',
  '{% raw %}{{ x }}{% endraw %}',
);

interface Parts {
  readonly part: string;
  readonly parts: string;
}

const { parts } = fc.letrec<Parts>((tie) => ({
  parts: fc.array(tie('part'), { maxLength: 3 }).map((pieces) => pieces.join('')),
  part: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    literal,
    chain.map((value) => `{{ ${value} }}`),
    chain.map((value) => `{{ ${value} | as_object }}`),
    fc.constantFrom(
      '{% line_break %}',
      '{% comment %} {% endcomment %}',
      '{% # %}',
      '{% random 1-3 %}',
      '{% prompt ok %}',
      '{%- if a -%} x {% endif %}',
    ),
    fc.tuple(condition, tie('parts')).map(([test, body]) => `{% if ${test} %}${body}{% endif %}`),
    fc
      .tuple(condition, tie('parts'), condition, tie('parts'), tie('parts'))
      .map(([a, x, b, y, z]) => `{% if ${a} %}${x}{% elsif ${b} %}${y}{% else %}${z}{% endif %}`),
    fc.tuple(condition, tie('parts')).map(([test, body]) => `{% unless ${test} %}${body}{% endunless %}`),
    fc
      .tuple(
        fc.oneof(operand, chain),
        fc.array(fc.tuple(operand, fc.constantFrom(', 1', ' or nil', ''), tie('parts')), {
          minLength: 1,
          maxLength: 3,
        }),
        tie('parts'),
      )
      .map(([value, whens, last]) => {
        const branches = whens.map(([wanted, more, body]) => `{% when ${wanted}${more} %}${body}`).join('');
        return `{% case ${value} %}${branches}${last === '' ? '' : `{% else %}${last}`}{% endcase %}`;
      }),
    fc
      .tuple(
        fc.constantFrom('x', 'item', 'a'),
        fc.oneof(path, fc.constantFrom('(1..3)', '"t"', 'nil')),
        fc.constantFrom('', ' limit: 2', ' offset: 1', ' limit: 1 offset: -1'),
        tie('parts'),
        fc.constantFrom('', '{% else %}none'),
      )
      .map(
        ([variable, items, bounds, body, last]) =>
          `{% for ${variable} in ${items}${bounds} %}${body}${last}{% endfor %}`,
      ),
  ),
}));

export const templates: fc.Arbitrary<string> = parts;

/** One output with a chain of filters: the heart of most real templates. */
export const outputs: fc.Arbitrary<string> = fc.oneof(
  chain.map((value) => `{{ ${value} }}`),
  chain.map((value) => `{{ ${value} | as_object }}`),
);

/** One output with any filter that there is, whatever it makes of its arguments. */
export function anyFilter(names: readonly string[]): fc.Arbitrary<string> {
  const argument = fc.oneof(
    operand,
    fc.constantFrom('"k"', '"n"', '1', '2', '0', '","', '"%F"', 'true', '"a"', '"^.*"'),
  );
  return fc
    .tuple(
      operand,
      fc.constantFrom(...names),
      fc.array(argument, { maxLength: 3 }),
      fc.constantFrom('', ' | size', ' | as_object'),
    )
    .map(
      ([input, name, args, rest]) =>
        `{{ ${input} | ${name}${args.length === 0 ? '' : `: ${args.join(', ')}`}${rest} }}`,
    );
}
