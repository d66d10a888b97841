/**
 * A stored text → a compiled field (formulas.md §1): `=…` is a formula with a typed result, `<<…>>` and `<%…%>` make a text
 * field, `{{…}}` and `{%…%}` a legacy template, anything else is itself.
 */
import type { FormulaError } from '../failure.ts';
import { compileLiquid } from '../liquid/compile-liquid.ts';
import { ok, type Result } from '../result.ts';
import { parseFormula } from '../syntax/parse-formula.ts';
import { parseText } from '../syntax/parse-text.ts';
import type { Formula, TextPart } from '../syntax/tree.ts';
import { compileText } from './compile-text.ts';
import { type CompiledField, failed, guarded, toFormulaError } from './compiled-field.ts';
import { Compiler, type Tracer } from './compiler.ts';
import { Evaluation } from './evaluation.ts';
import { finishResult } from './measure.ts';
import { RecentlyUsed } from './recently-used.ts';

export interface FieldOptions {
  /** Version of the function library that the story was written for; null or left out for stories older than formulas. */
  readonly standardLibVersion?: number | null;
}

type Compiled = Result<CompiledField, FormulaError>;

const expressions = new RecentlyUsed<Compiled>();
const formulas = new RecentlyUsed<Compiled>();
const texts = new RecentlyUsed<Compiled>();
const templates = new RecentlyUsed<Compiled>();

/** Compiles a bare expression, as the builder and the documentation show it. */
export function compileFormula(source: string): Compiled {
  return expressions.get(source, () => compileExpression(source, 0));
}

/** Compiles any text of an action's options by what it contains. */
export function compileField(source: string, options: FieldOptions = {}): Compiled {
  if (source.startsWith('=')) return formulas.get(source, () => compileExpression(source, 1));
  if (isLegacyTemplate(source, options)) return templates.get(source, () => compileLiquid(source));
  return hasPills(source) ? compileTextField(source) : ok(literalField(source));
}

/** Whether a text is read as Liquid. Where both kinds of markup stand, the age of the story decides. */
export function isLegacyTemplate(source: string, options: FieldOptions = {}): boolean {
  const isOld = (options.standardLibVersion ?? null) === null;
  return (isOld || !hasPills(source)) && (source.includes('{{') || source.includes('{%'));
}

function hasPills(source: string): boolean {
  return source.includes('<<') || source.includes('<%');
}

/** Compiles a text with pills and tags, whatever it starts with. */
export function compileTextField(source: string): Compiled {
  return texts.get(source, () => guarded(source, () => textField(parseText(source), source)));
}

/** Whether a text is its own value, so that nothing needs compiling. */
export function isLiteralText(source: string): boolean {
  return !(source.startsWith('=') || /<[<%]|\{[{%]/.test(source));
}

function compileExpression(source: string, from: number): Compiled {
  return guarded(source, () => formulaField(parseFormula(source, from).formula, source));
}

/** A formula that has been read; a tracer sees its evaluations. */
export function formulaField(formula: Formula, source: string, tracer: Tracer | null = null): CompiledField {
  const compiler = new Compiler(tracer);
  const closure = compiler.compile(formula, null);
  const { builds } = compiler;
  return {
    source,
    kind: 'formula',
    references: compiler.references,
    problems: compiler.problems.map((failure) => toFormulaError(failure, source)),
    evaluate: (scope, environment) => {
      try {
        const evaluation = new Evaluation(scope, environment);
        const value = closure(evaluation);
        return ok(builds ? finishResult(value, evaluation.budget) : value);
      } catch (thrown) {
        return failed(thrown, source);
      }
    },
  };
}

/** A text with pills and tags that has been read; a tracer sees its evaluations. */
export function textField(parts: readonly TextPart[], source: string, tracer: Tracer | null = null): CompiledField {
  const compiler = new Compiler(tracer);
  const closure = compileText(parts, null, compiler);
  return {
    source,
    kind: 'text',
    references: compiler.references,
    problems: compiler.problems.map((failure) => toFormulaError(failure, source)),
    evaluate: (scope, environment) => {
      try {
        return ok(closure(new Evaluation(scope, environment)));
      } catch (thrown) {
        return failed(thrown, source);
      }
    },
  };
}

function literalField(source: string): CompiledField {
  return { source, kind: 'literal', references: new Set(), problems: [], evaluate: () => ok(source) };
}
