/**
 * Legacy templates (formulas.md §14), rendered by liquidjs in its synchronous mode. Outputs become text as pills do;
 * `as_object` keeps the value, and when nothing but blanks stands around it, the whole field has that value.
 */

import { type CompiledField, toFormulaError } from '../evaluate/compiled-field.ts';
import { Evaluation } from '../evaluate/evaluation.ts';
import { finishResult } from '../evaluate/measure.ts';
import { type FormulaError, FormulaFailure, type SourceRange } from '../failure.ts';
import { err, ok, type Result } from '../result.ts';
import type { Value } from '../value/value.ts';
import { LiquidContext } from './liquid-context.ts';
import { evaluationOf, registerFilters } from './liquid-filters.ts';
import { liquidOperators } from './liquid-operators.ts';
import { registerTags, TAG_REFERENCES } from './liquid-tags.ts';
import { fromLiquid } from './liquid-values.ts';
import { type Emitter, Liquid, type Template, toValueSync } from './liquidjs.ts';

const MAX_SOURCE_LENGTH = 1_000_000;

let sharedEngine: Liquid | null = null;

function engine(): Liquid {
  if (sharedEngine === null) {
    sharedEngine = new Liquid({
      ownPropertyOnly: true,
      strictFilters: true,
      operators: liquidOperators,
      parseLimit: MAX_SOURCE_LENGTH,
      templates: {},
      outputEscape(this: unknown, value: unknown) {
        const context = typeof this === 'object' && this !== null && 'context' in this ? this.context : null;
        return evaluationOf(context).toText(fromLiquid(value));
      },
    });
    registerFilters(sharedEngine);
    registerTags(sharedEngine);
  }
  return sharedEngine;
}

export function compileLiquid(source: string): Result<CompiledField, FormulaError> {
  const templates = guardedLiquid(source, () => engine().parse(withoutDotBeforeBracket(source)));
  if (!templates.ok) return templates;
  return ok({
    source,
    kind: 'liquid',
    references: referencesOf(templates.value, source),
    problems: [],
    evaluate: (scope, environment) =>
      guardedLiquid(source, () => render(templates.value, new Evaluation(scope, environment))),
  });
}

function render(templates: Template[], evaluation: Evaluation): Value {
  const output = new TypedEmitter(evaluation);
  const context = new LiquidContext(engine(), evaluation);
  toValueSync(engine().renderer.renderTemplates(templates, context, output));
  return finishResult(output.result(), evaluation.budget);
}

/** Collects text, and one value that is no text as long as only blanks stand around it. */
class TypedEmitter implements Emitter {
  buffer = '';
  readonly #evaluation: Evaluation;
  #value: Value | undefined;

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
  }

  write(written: unknown): void {
    this.#evaluation.spend(1);
    const value = fromLiquid(written);
    if (typeof value !== 'string' && this.#value === undefined && this.buffer.trim() === '') {
      this.#value = value;
      return;
    }
    const text = this.#evaluation.toText(value);
    this.#evaluation.countText(text.length);
    this.buffer += text;
    if (this.#value !== undefined && text.trim() !== '') {
      this.buffer = this.#evaluation.toText(this.#value) + this.buffer;
      this.#value = undefined;
    }
  }

  result(): Value {
    return this.#value === undefined ? this.buffer : this.#value;
  }
}

/** Older stories write `.a.['b c']`, which liquidjs does not read. The blank keeps all other positions of the markup. */
function withoutDotBeforeBracket(source: string): string {
  if (!source.includes('.[')) return source;
  return source.replace(/\{\{.*?\}\}|\{%.*?%\}/gs, (markup) => {
    const fixed = markup.replace(/("[^"]*"|'[^']*')|\.(?=\[)/g, (_, quoted: string | undefined) => quoted ?? '');
    return `${fixed.slice(0, -2)}${' '.repeat(markup.length - fixed.length)}${markup.slice(-2)}`;
  });
}

function referencesOf(templates: Template[], source: string): ReadonlySet<string> {
  const names = new Set(engine().globalVariablesSync(templates, { partials: false }));
  for (const [tag, name] of TAG_REFERENCES) if (source.includes(tag)) names.add(name);
  return names;
}

function guardedLiquid<T>(source: string, run: () => T): Result<T, FormulaError> {
  try {
    return ok(run());
  } catch (thrown) {
    return err(toFormulaError(toLiquidFailure(thrown, source), source));
  }
}

/** liquidjs wraps what filters and tags throw, knows a token for most errors, and adds positions to messages. */
function toLiquidFailure(thrown: unknown, source: string): FormulaFailure {
  const cause = originalOf(thrown);
  const range = cause instanceof FormulaFailure && cause.range !== null ? cause.range : tokenRange(thrown, source);
  if (cause instanceof FormulaFailure) {
    return new FormulaFailure(cause.code === 'budget' ? 'budget' : 'liquid', cause.message, range);
  }
  const message =
    thrown instanceof Error ? thrown.message.replace(/, (?:file:.*, )?line:\d+, col:\d+$/s, '') : String(thrown);
  return new FormulaFailure(/limit exceeded$/.test(message) ? 'budget' : 'liquid', message, range);
}

function originalOf(thrown: unknown): unknown {
  let cause = thrown;
  while (typeof cause === 'object' && cause !== null && 'originalError' in cause) cause = cause.originalError;
  return cause;
}

function tokenRange(thrown: unknown, source: string): SourceRange | null {
  if (typeof thrown !== 'object' || thrown === null || !('token' in thrown)) return null;
  const { token } = thrown;
  if (typeof token !== 'object' || token === null || !('begin' in token) || !('end' in token)) return null;
  const { begin, end } = token;
  if (typeof begin !== 'number' || typeof end !== 'number') return null;
  return end <= source.length && begin < end ? [begin, end] : null;
}
