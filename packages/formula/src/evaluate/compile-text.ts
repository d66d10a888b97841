/** Text fields: literal text, pills and tags joined to one text (formulas.md §9). */
import { FormulaFailure, type SourceRange } from '../failure.ts';
import { assertNever } from '../result.ts';
import type { ForTag, IfTag, TextPart } from '../syntax/tree.ts';
import { kindOf } from '../value/kind.ts';
import { entriesOf, isArrayValue, isObjectValue, makeObject, type Value } from '../value/value.ts';
import type { Bindings, Compiler } from './compiler.ts';
import type { Evaluation } from './evaluation.ts';
import { atRange, isTruthy } from './operators.ts';

export type TextClosure = (evaluation: Evaluation) => string;

export function compileText(parts: readonly TextPart[], bindings: Bindings | null, compiler: Compiler): TextClosure {
  const { tracer } = compiler;
  const closures = parts.map((part) => {
    const closure = compilePart(part, bindings, compiler);
    return tracer === null || part.kind === 'literal' ? closure : tracer.tracedPart(part, closure);
  });
  const [only] = closures;
  if (only !== undefined && closures.length === 1) return only;
  return (evaluation) => {
    let text = '';
    for (const closure of closures) text += closure(evaluation);
    return text;
  };
}

function compilePart(part: TextPart, bindings: Bindings | null, compiler: Compiler): TextClosure {
  switch (part.kind) {
    case 'literal': {
      const { text } = part;
      return (evaluation) => {
        evaluation.countText(text.length);
        return text;
      };
    }
    case 'pill': {
      const { formula, range } = part;
      const closure = compiler.compile(formula, bindings);
      return (evaluation) => {
        const value = closure(evaluation);
        const text = typeof value === 'string' ? value : toTextAt(value, evaluation, range);
        evaluation.countText(text.length);
        return text;
      };
    }
    case 'if':
      return compileIfTag(part, bindings, compiler);
    case 'for':
      return compileForTag(part, bindings, compiler);
    default:
      return assertNever(part);
  }
}

function compileIfTag(tag: IfTag, bindings: Bindings | null, compiler: Compiler): TextClosure {
  const branches = tag.branches.map(({ condition, body }) => ({
    condition: compiler.compile(condition, bindings),
    body: compileText(body, bindings, compiler),
  }));
  const otherwise = compileText(tag.otherwise ?? [], bindings, compiler);
  return (evaluation) => {
    for (const { condition, body } of branches) if (isTruthy(condition(evaluation))) return body(evaluation);
    return otherwise(evaluation);
  };
}

function compileForTag(tag: ForTag, bindings: Bindings | null, compiler: Compiler): TextClosure {
  const iterable = compiler.compile(tag.iterable, bindings);
  const loop = compiler.bind('FORLOOP', bindings);
  const variable = compiler.bind(tag.variable, loop);
  const before = compiler.nodeCount;
  const compiled = compileText(tag.body, variable, compiler);
  const cost = 1 + compiler.nodeCount - before;
  const body = compiler.tracer === null ? compiled : compiler.tracer.tracedRound(tag, variable, compiled);
  return (evaluation) => {
    const items = itemsOf(iterable(evaluation), tag.iterable.range);
    const last = items.length - 1;
    let text = '';
    let index0 = 0;
    for (const item of items) {
      evaluation.spend(cost);
      evaluation.slots[variable.slot] = item;
      evaluation.slots[loop.slot] = { index: index0 + 1, index0, first: index0 === 0, last: index0 === last };
      text += body(evaluation);
      index0 += 1;
    }
    return text;
  };
}

/** Iterating an object is unconfirmed: each round gets `{key, value}`. NULL has no items, as a missing path is no error. */
function itemsOf(value: Value, range: SourceRange): readonly Value[] {
  if (value === null) return [];
  if (isArrayValue(value)) return value;
  if (isObjectValue(value)) {
    return entriesOf(value).map(([key, item]) =>
      makeObject([
        ['key', key],
        ['value', item],
      ]),
    );
  }
  throw new FormulaFailure('type', `\`for\` needs an array or an object, found ${kindOf(value)}`, range);
}

function toTextAt(value: Value, evaluation: Evaluation, range: SourceRange): string {
  try {
    return evaluation.toText(value);
  } catch (thrown) {
    throw atRange(thrown, range);
  }
}
