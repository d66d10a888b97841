/** Random trees for property tests, and trees without their ranges. */
import fc from 'fast-check';
import type { BinaryOperator, CallArgument, Formula, TextPart } from './tree.ts';

const range = [0, 0] as const;
const OPERATORS: readonly BinaryOperator[] = ['OR', 'AND', '=', '!=', '<', '<=', '>', '>=', '&', '+', '-', '*', '/'];

/** Among them words that mean something in other languages, or here in another place. */
const variable = fc.constantFrom(
  'a',
  'b',
  'list',
  'first',
  '_x',
  'größe',
  'नाम',
  '𝒳1',
  'true',
  'in',
  'not',
  'and',
  'if',
);
/** A slug may start with a digit. */
const name = fc.oneof(variable, fc.constantFrom('10_stories', '5x', '٣'));
/** Behind a dot, before a colon: any word. */
const word = fc.oneof(name, fc.constantFrom('AND', 'OR', 'TRUE', 'NULL', 'LAMBDA', 'F'));
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('\\', '"', "'", 'n', 't', 'w', '\n', '>', '%', '<', '#', 'é') }),
);
const number = fc.oneof(
  fc.nat().map(String),
  fc.tuple(fc.nat(999), fc.nat(999)).map(([whole, part]) => `${whole}.${part}`),
  fc.constantFrom('007', '00', '00.50', '0.0', '1.50'),
  fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String),
);

/** Any formula that the parser can produce; `%` only to the right of a pipe. */
export function formulas(functionNames: readonly string[], inPipe = false, depth = 4): fc.Arbitrary<Formula> {
  const leaves: fc.Arbitrary<Formula>[] = [
    text.map((value): Formula => ({ kind: 'text', value, range })),
    number.map((value): Formula => ({ kind: 'number', text: value, range })),
    fc.constantFrom(true as const, false as const, null).map((value): Formula => ({ kind: 'constant', value, range })),
    name.map((value): Formula => ({ kind: 'reference', name: value, range })),
  ];
  if (inPipe) leaves.push(fc.constant({ kind: 'placeholder', range }));
  if (depth === 0) return fc.oneof(...leaves);
  const inner = formulas(functionNames, inPipe, depth - 1);
  const right = formulas(functionNames, true, depth - 1);
  const args: fc.Arbitrary<CallArgument[]> = fc
    .tuple(fc.array(inner, { maxLength: 3 }), fc.array(fc.tuple(word, inner), { maxLength: 2 }))
    .map(([positional, named]) => [
      ...positional.map((value) => ({ keyword: null, value, range })),
      ...named.map(([keyword, value]) => ({ keyword, value, range })),
    ]);
  return fc.oneof(
    ...leaves,
    fc.tuple(inner, word).map(([target, property]): Formula => ({ kind: 'member', target, name: property, range })),
    fc.tuple(inner, inner).map(([target, index]): Formula => ({ kind: 'index', target, index, range })),
    fc
      .tuple(fc.constantFrom(...functionNames), args)
      .map(([called, given]): Formula => ({ kind: 'call', name: called, nameRange: range, args: given, range })),
    lambdas(functionNames, inPipe, depth),
    fc.array(inner, { maxLength: 3 }).map((items): Formula => ({ kind: 'array', items, range })),
    fc
      .array(fc.record({ key: fc.oneof(text, word, fc.constantFrom('__proto__', '1')), value: inner }), {
        maxLength: 3,
      })
      .map((members): Formula => ({ kind: 'object', members, range })),
    inner.map((operand): Formula => ({ kind: 'negation', operand, range })),
    fc
      .tuple(fc.constantFrom(...OPERATORS), inner, inner)
      .map(([operator, left, other]): Formula => ({ kind: 'binary', operator, left, right: other, range })),
    fc.tuple(inner, right).map(([left, other]): Formula => ({ kind: 'pipe', left, right: other, range })),
  );
}

/** A formula in so many others that the printer and the parser come near their limits. */
export function deepFormulas(functionNames: readonly string[]): fc.Arbitrary<Formula> {
  const around: fc.Arbitrary<(inner: Formula) => Formula> = fc.oneof(
    fc.constantFrom(...functionNames).map((called) => (value: Formula): Formula => {
      return { kind: 'call', name: called, nameRange: range, args: [{ keyword: null, value, range }], range };
    }),
    fc.constantFrom(...OPERATORS).map((operator) => (left: Formula): Formula => {
      return { kind: 'binary', operator, left, right: { kind: 'reference', name: 'a', range }, range };
    }),
    fc.constantFrom(...OPERATORS).map((operator) => (right: Formula): Formula => {
      return { kind: 'binary', operator, left: { kind: 'number', text: '1', range }, right, range };
    }),
    word.map(
      (property) =>
        (target: Formula): Formula => ({ kind: 'member', target, name: property, range }),
    ),
    fc.constant((index: Formula): Formula => {
      return { kind: 'index', target: { kind: 'reference', name: 'a', range }, index, range };
    }),
    fc.constant((item: Formula): Formula => ({ kind: 'array', items: [item], range })),
    fc.constant((value: Formula): Formula => ({ kind: 'object', members: [{ key: 'k', value }], range })),
    fc.constant((operand: Formula): Formula => ({ kind: 'negation', operand, range })),
    fc.constant(
      (right: Formula): Formula => ({ kind: 'pipe', left: { kind: 'text', value: '', range }, right, range }),
    ),
  );
  return fc
    .tuple(formulas(functionNames, false, 1), fc.array(around, { minLength: 50, maxLength: 190 }))
    .map(([innermost, layers]) => layers.reduce((inner, wrap) => wrap(inner), innermost));
}

/** A call whose last argument is a lambda. */
function lambdas(functionNames: readonly string[], inPipe: boolean, depth: number): fc.Arbitrary<Formula> {
  const inner = formulas(functionNames, inPipe, depth - 1);
  return fc
    .tuple(fc.constantFrom(...functionNames), inner, fc.array(name, { maxLength: 2 }), inner)
    .map(([called, first, parameters, body]) => {
      const lambda: Formula = {
        kind: 'call',
        name: 'LAMBDA',
        nameRange: range,
        args: [...parameters.map((parameter): Formula => ({ kind: 'reference', name: parameter, range })), body].map(
          (value) => ({ keyword: null, value, range }),
        ),
        range,
      };
      const args = [first, lambda].map((value) => ({ keyword: null, value, range }));
      return { kind: 'call', name: called, nameRange: range, args, range };
    });
}

export function texts(functionNames: readonly string[], depth = 2): fc.Arbitrary<TextPart[]> {
  const formula = formulas(functionNames, false, 2);
  const parts: fc.Arbitrary<TextPart>[] = [
    formula.map((value): TextPart => ({ kind: 'pill', formula: value, range })),
    fc
      .string({ minLength: 1 })
      .filter((value) => !/<[<%]|[<]$/.test(value))
      .map((value): TextPart => ({ kind: 'literal', text: value, range })),
  ];
  if (depth > 0) {
    const body = texts(functionNames, depth - 1);
    parts.push(
      fc
        .tuple(variable, formula, body)
        .map(([bound, iterable, inner]): TextPart => ({ kind: 'for', variable: bound, iterable, body: inner, range })),
      fc
        .tuple(fc.array(fc.record({ condition: formula, body }), { minLength: 1, maxLength: 3 }), fc.option(body))
        .map(([branches, otherwise]): TextPart => ({ kind: 'if', branches, otherwise, range })),
    );
  }
  return fc.array(fc.oneof(...parts), { maxLength: 4 }).map(joinLiterals);
}

/** The parser never gives two literals in a row. */
function joinLiterals(parts: readonly TextPart[]): TextPart[] {
  const joined: TextPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === 'literal' && last?.kind === 'literal') {
      joined[joined.length - 1] = { ...last, text: last.text + part.text };
    } else {
      joined.push(part);
    }
  }
  return joined;
}

/** A copy of a tree without its ranges. */
export function withoutRanges(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value) => (/range$/i.test(key) ? undefined : value)));
}
