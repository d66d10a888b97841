import { describe, expect, it } from 'vitest';
import { specialForms } from '../evaluate/special-forms.ts';
import { functionsByName } from '../functions/registry.ts';
import { sampleFrom } from '../language/sample.test-kit.ts';
import { parseFormula } from '../syntax/parse-formula.ts';
import { parseText } from '../syntax/parse-text.ts';
import type { Formula } from '../syntax/tree.ts';
import type { Value } from '../value/value.ts';
import { admits } from './admits.ts';
import { inferTypes } from './infer.ts';
import { printType } from './print-type.ts';
import { typeOfValue } from './type-of-value.ts';

const sample = sampleFrom(`{
  "a": {
    "items": [
      {"id": 1, "name": "x", "tags": ["u", "v"], "owner": {"email": "e"}},
      {"id": 2, "name": null, "tags": [], "owner": {"email": "f", "team": "t"}}
    ],
    "counts": {"red": 1, "green": 2},
    "price": 1.5,
    "ok": true,
    "nothing": null,
    "empty": [],
    "mixed": [1, "a", null],
    "text": "hello"
  },
  "LOCAL": {"limit": 5}
}`);

function typeOf(source: string): string {
  const { formula } = parseFormula(source);
  return printType(inferTypes(formula, sample).knownOf(formula).type);
}

describe('the type of', () => {
  it.each([
    // literals and paths
    ['"x"', 'text'],
    ['1', 'whole number'],
    ['1.0', 'number'],
    ['TRUE', 'boolean'],
    ['true', 'boolean'],
    ['NULL', 'NULL'],
    ['[1, 2]', 'array of whole numbers'],
    ['[1, 2.5]', 'array of numbers'],
    ['[1, "a"]', 'array of (whole numbers or texts)'],
    ['[]', 'empty array'],
    ['{a: 1, "b c": "x"}', 'object {a, b c}'],
    ['{}', 'object {}'],
    ['a', 'object {items, counts, price, ok, nothing, …}'],
    ['a.items', 'array of objects {id, name, tags, owner}'],
    ['a.items[0].name', 'text or NULL'],
    ['a.items[0]["owner"].email', 'text'],
    ['a.items.first.owner.team', 'NULL or text'],
    ['a.items.size', 'whole number'],
    ['a.price', 'number'],
    ['a.nothing', 'NULL'],
    ['a.missing', 'NULL'],
    ['a.empty', 'empty array'],
    ['a.mixed', 'array of (whole numbers or texts or NULLs)'],
    ['a.counts[LOCAL.name]', 'whole number'],
    ['unknown.x', 'any value'],
    ['LOCAL.limit', 'whole number'],
    ['META.story.is_test', 'boolean'],
    // operators
    ['1 + 2', 'whole number'],
    ['1 + a.price', 'number'],
    ['NOW() + DAYS(1)', 'text'],
    ['DAYS(1) * 2', 'duration'],
    ['-LOCAL.limit', 'whole number'],
    ['a.price & 1', 'text'],
    ['a.price > 1 AND a.ok', 'boolean'],
    ['a.items |> FIRST(%)', 'object {id, name, tags, owner}'],
    // functions
    ['UPCASE(a.text)', 'text'],
    ['FIRST(a.items).owner', 'object {email, team}'],
    ['FILTER(a.items, LAMBDA(x, x.id = 1))', 'array of objects {id, name, tags, owner}'],
    ['FILTER(a.counts, LAMBDA(k, v, v > 1))', 'object {red, green}'],
    ['MAP_LAMBDA(a.items, LAMBDA(x, x.id))', 'array of whole numbers'],
    ['MAP_LAMBDA(a.counts, LAMBDA(k, v, {k: k, v: v}))', 'array of objects {k, v}'],
    ['MAP_LAMBDA(a.counts, LAMBDA(k, v, k))', 'array of texts'],
    ['MAP(a.items, "owner.email")', 'array of texts'],
    ['MAP(a.items, a.text)', 'array'],
    ['REDUCE(a.items, LAMBDA(sum, x, sum + x.id), 0)', 'number'],
    ['REDUCE(a.items, LAMBDA(all, x, CONCAT(all, x.tags)), [])', 'array'],
    ['FIND(a.items, LAMBDA(x, x.id = 1)).tags', 'array of texts'],
    ['REDUCE(a.items, LAMBDA(sum, x, [sum, x.id]), FALSE)', 'any value'],
    ['TALLY(a.mixed, strict_types: a.ok)', 'array of objects {key, count} or object'],
    ['SET_KEY(a.counts, a.text, "x").red', 'any value'],
    ['MERGE(a.counts, JSON_PARSE(a.text)).red', 'any value'],
    ['GET(a, "items[0].owner.email")', 'text'],
    ['GET(a.items, "owner.email")', 'text'],
    ['DEFAULT(a.nothing, 5)', 'whole number'],
    ['IF(a.ok, 1, "x")', 'whole number or text'],
    ['IF(a.ok, 1)', 'whole number or NULL'],
    ['SWITCH(a.text, "x", 1, "y", TRUE, "z")', 'whole number or boolean or text'],
    ['SORT(a.items, "name")', 'array of objects {id, name, tags, owner}'],
    ['MERGE({a: 1}, {a: "x", b: 2})', 'object {a, b}'],
    ['MERGE({a: 1}, {a: "x", b: 2}).a', 'text'],
    ['DEEP_MERGE({a: {b: 1}}, {a: {c: "x"}}).a', 'object {b, c}'],
    ['SET_KEY(a.counts, "blue.dark", "x").blue', 'object {dark}'],
    ['REMOVE_KEY(a.counts, "red")', 'object {green}'],
    ['OBJECT("a", 1, "b", "x")', 'object {a, b}'],
    ['KEYS(a.counts)', 'array of texts'],
    ['VALUES(a.counts)', 'array of whole numbers'],
    ['GROUP_BY(a.items, "name").x', 'array of objects {id, name, tags, owner}'],
    ['GROUP_BY(a.items, LAMBDA(x, x.id), as_array: TRUE)', 'array of objects {key, values}'],
    ['TALLY(a.mixed, strict_types: TRUE)', 'array of objects {key, count}'],
    ['JSON_PARSE(a.text)', 'any value'],
    ['JSON_PARSE(a.text).x', 'any value'],
    ['SPLIT(a.text, ",")', 'array of texts'],
    ['DATE_PARSE(a.text).year', 'whole number'],
    ['DATE_DIFF("a", "b").units.days', 'whole number'],
    ['PARSE_URL(a.text).query.any_key', 'any value'],
    ['EML_PARSE(a.text).subject', 'text'],
    ['EML_PARSE(a.text).headers["X-Spam"]', 'any value'],
    ['JWT_DECODE(a.text, "k", "HS256").payload.sub', 'any value'],
    ['PARSE_URL(a.text).host', 'text'],
    ['FLATTEN([[1, [2]], ["x"]])', 'array of (whole numbers or texts)'],
    ['CHUNK_ARRAY(a.items, 2)', 'array of arrays of objects {id, name, tags, owner}'],
    ['COMPACT(a.mixed)', 'array of (whole numbers or texts)'],
    ['FORCE_ARRAY(a.text)', 'array of texts'],
    ['REGEX_EXTRACT(a.text, "x+")', 'array of texts'],
    ['NO_SUCH_FUNCTION(a)', 'any value'],
    ['a.items |> FILTER(%, LAMBDA(i, i.id > 1)) |> MAP(%, "id") |> FIRST(%)', 'whole number'],
  ])('%s is %s', (source, type) => {
    expect(typeOf(source)).toBe(type);
  });

  it('what is bound in tags is the type of the elements', () => {
    const parts = parseText('<%for x in a.items%><%if FORLOOP.first%><<x.owner.email>><%endif%><%endfor%>');
    const inference = inferTypes(parts, sample);
    const [tag] = parts;
    if (tag?.kind !== 'for') throw new Error('no for tag');
    const [branch] = tag.body;
    if (branch?.kind !== 'if') throw new Error('no if tag');
    const [condition, body] = [branch.branches[0]?.condition, branch.branches[0]?.body[0]];
    if (condition === undefined || body?.kind !== 'pill') throw new Error('no pill');
    expect(printType(inference.knownOf(condition).type)).toBe('boolean');
    expect(printType(inference.knownOf(body.formula).type)).toBe('text');
  });

  it('a value of the sample goes with a path, into lambdas too', () => {
    const { formula } = parseFormula('FILTER(a.items, LAMBDA(x, x.owner.email = "e"))');
    const inference = inferTypes(formula, sample);
    expect(inference.knownOf(memberOwnedBy(formula)).sample).toBe('e');
  });

  it.each([
    ['"x"', true],
    ['UPCASE(a.text)', true],
    ['[a.text]', false],
    ['FIRST([1])', false],
    ['SORT([1])', true],
    ['FIRST(a.items)', false],
    ['a.text', false],
  ])('%s is certain: %s', (source, certain) => {
    const { formula } = parseFormula(source);
    expect(inferTypes(formula, sample).knownOf(formula).certain).toBe(certain);
  });

  it('the result of every example of the documentation is what its example shows', () => {
    const wrong = [...functionsByName.values(), ...specialForms].flatMap(({ examples }) =>
      examples
        .filter(({ kind }) => kind === 'exact')
        .flatMap(({ formula: source, context, result }) => {
          const { formula } = parseFormula(source);
          const { type } = inferTypes(formula, sampleFrom(JSON.stringify(context ?? {}))).knownOf(formula);
          // Examples are read from JSON, so their results are values.
          const found = typeOfValue((result ?? null) as Value);
          return admits(type, found) ? [] : [`${source} is ${printType(found)}, not ${printType(type)}`];
        }),
    );
    expect(wrong).toEqual([]);
  });

  it('a type stays small, whatever a chain of pipes makes of it', () => {
    const { formula } = parseFormula(`1${' |> {a: %, b: %, c: [%, %]}'.repeat(200)}`);
    expect(printType(inferTypes(formula, null).knownOf(formula).type)).toMatch(/^object/);
  });
});

function memberOwnedBy(formula: Formula): Formula {
  if (formula.kind !== 'call') throw new Error('no call');
  const lambda = formula.args[1]?.value;
  const body = lambda?.kind === 'call' ? lambda.args[1]?.value : undefined;
  if (body?.kind !== 'binary') throw new Error('no comparison');
  return body.left;
}
