/**
 * Records what an evaluation does. It wraps the closures that the compiler makes, so the evaluation itself is the same one
 * as always. Lambdas and loops are recorded for their first calls; the rest is counted, and shown only where it fails.
 */

import { partsOf } from '../../check/walk.ts';
import type { TextClosure } from '../../evaluate/compile-text.ts';
import { type Bindings, find, type Tracer } from '../../evaluate/compiler.ts';
import type { Closure, Evaluation } from '../../evaluate/evaluation.ts';
import { type SourceRange, toFormulaFailure } from '../../failure.ts';
import type { Call, Formula, ForTag, TextPart } from '../../syntax/tree.ts';
import type { Value } from '../../value/value.ts';
import { type ExplainScope, noteOn } from './notes.ts';
import { type Preview, previewOf } from './preview.ts';
import type { Step, StepKind, StepOutcome } from './step.ts';

const SHOWN_CALLS = 5;
const MAX_STEPS = 1_000;
const MAX_SOURCE = 160;

/** A part of the source: a node of the tree, or the body of a loop. */
type Part = object;

interface Place {
  readonly kind: StepKind;
  readonly range: SourceRange;
  /** The parts that may be evaluated in it, in order. */
  readonly parts: readonly { readonly part: Part; readonly kind: StepKind; readonly range: SourceRange }[];
}

/** A step while it is evaluated. */
class Draft {
  readonly place: Place;
  readonly steps = new Map<Part, Step[]>();
  readonly values = new Map<Part, Value>();
  readonly calls = new Map<Part, number>();

  constructor(place: Place) {
    this.place = place;
  }
}

export class Recorder implements Tracer {
  /** False when there were more steps than are kept. */
  isComplete = true;
  readonly #source: string;
  readonly #scope: ExplainScope;
  readonly #previews = new WeakMap<object, Preview>();
  #at: Draft;
  #left = MAX_STEPS;
  /** Above 0 nothing is recorded. */
  #muted = 0;

  constructor(source: string, scope: ExplainScope, root: Formula | readonly TextPart[]) {
    this.#source = source;
    this.#scope = scope;
    this.#at = new Draft({
      kind: 'field',
      range: [0, source.length],
      parts: 'kind' in root ? [placeOf(root)] : root.flatMap(placesInText),
    });
  }

  /** The steps of the whole evaluation, which has ended. */
  steps(hasFailed: boolean): readonly Step[] {
    return this.#childrenOf(this.#at, hasFailed);
  }

  traced(formula: Formula, closure: Closure, bindings: Bindings | null): Closure {
    const place: Place = { kind: formula.kind, range: formula.range, parts: placesIn(formula) };
    const isOwnName = formula.kind === 'reference' && find(formula.name, bindings) !== null;
    const note = (draft: Draft, value: Value) =>
      isOwnName ? null : noteOn(formula, value, draft.values, (part) => this.#sourceAt(part.range), this.#scope);
    return (evaluation) => this.#record(formula, place, closure, evaluation, note);
  }

  tracedPart(part: TextPart, closure: TextClosure): TextClosure {
    const place: Place = {
      kind: part.kind === 'literal' ? 'text' : part.kind,
      range: part.range,
      parts: placesOfPart(part),
    };
    return (evaluation) => this.#record(part, place, closure, evaluation, () => null);
  }

  tracedBody(lambda: Call, parameters: readonly Bindings[], body: Closure): Closure {
    const expression = lambda.args.at(-1)?.value;
    if (expression === undefined) return body;
    const place: Place = { kind: 'lambda call', range: expression.range, parts: [placeOf(expression)] };
    return this.#repeated(lambda, place, parameters, body);
  }

  tracedRound(tag: ForTag, variable: Bindings, body: TextClosure): TextClosure {
    const place: Place = { kind: 'round', range: tag.range, parts: tag.body.flatMap(placesInText) };
    return this.#repeated(tag.body, place, [variable], body);
  }

  /** Something that is evaluated often in one step. */
  #repeated<T extends Value>(
    part: Part,
    place: Place,
    names: readonly Bindings[],
    body: (evaluation: Evaluation) => T,
  ): (evaluation: Evaluation) => T {
    return (evaluation) => {
      if (this.#muted > 0) return body(evaluation);
      const count = (this.#at.calls.get(part) ?? 0) + 1;
      this.#at.calls.set(part, count);
      const label = () =>
        names.map(({ name, slot }) => `${name} = ${this.#preview(evaluation.slots[slot] ?? null).text}`).join(', ');
      // Told now: what is called inside may change the variable.
      if (count <= SHOWN_CALLS) {
        const note = label();
        return this.#record(part, place, body, evaluation, () => note);
      }
      return this.#unseen(part, place, body, evaluation, label);
    };
  }

  #unseen<T extends Value>(
    part: Part,
    place: Place,
    body: (evaluation: Evaluation) => T,
    evaluation: Evaluation,
    label: () => string,
  ): T {
    this.#muted += 1;
    try {
      return body(evaluation);
    } catch (thrown) {
      const count = this.#at.calls.get(part) ?? 0;
      this.#keep(part, this.#step(place, this.#failure(thrown), `call ${count}: ${label()}`, []));
      throw thrown;
    } finally {
      this.#muted -= 1;
    }
  }

  #record<T extends Value>(
    part: Part,
    place: Place,
    closure: (evaluation: Evaluation) => T,
    evaluation: Evaluation,
    noteFor: (draft: Draft, value: Value) => string | null,
  ): T {
    if (this.#muted > 0) return closure(evaluation);
    if (!this.#takeRoom()) return closure(evaluation);
    const outer = this.#at;
    const draft = new Draft(place);
    this.#at = draft;
    let value: T;
    try {
      value = closure(evaluation);
    } catch (thrown) {
      this.#at = outer;
      this.#keep(part, this.#step(place, this.#failure(thrown), null, this.#childrenOf(draft, true)));
      throw thrown;
    }
    this.#at = outer;
    const outcome: StepOutcome = { kind: 'value', value: this.#preview(value) };
    this.#keep(part, this.#step(place, outcome, noteFor(draft, value), this.#childrenOf(draft, false)));
    outer.values.set(part, value);
    return value;
  }

  #takeRoom(): boolean {
    if (this.#left > 0) {
      this.#left -= 1;
      return true;
    }
    this.isComplete = false;
    return false;
  }

  #keep(part: Part, step: Step): void {
    const steps = this.#at.steps.get(part);
    if (steps === undefined) this.#at.steps.set(part, [step]);
    else steps.push(step);
  }

  #childrenOf(draft: Draft, hasFailed: boolean): Step[] {
    return draft.place.parts.flatMap(({ part, kind, range }) => {
      const steps = draft.steps.get(part) ?? [];
      const more = (draft.calls.get(part) ?? 0) - steps.length;
      const place: Place = { kind, range, parts: [] };
      if (more > 0) return [...steps, this.#step(place, { kind: 'more', count: more }, null, [])];
      if (steps.length > 0) return steps;
      if (!this.#takeRoom()) return [];
      const isRepeated = kind === 'lambda call' || kind === 'round';
      const note = hasFailed ? 'Not reached: an error came first' : isRepeated ? 'Never called' : 'Not needed';
      return [this.#step(place, { kind: 'not evaluated' }, note, [])];
    });
  }

  #step({ kind, range }: Place, outcome: StepOutcome, note: string | null, children: readonly Step[]): Step {
    return { kind, range, source: this.#sourceAt(range), outcome, note, children };
  }

  #failure(thrown: unknown): StepOutcome {
    const { code, message, range } = toFormulaFailure(thrown);
    return { kind: 'error', code, message, range: range ?? [0, this.#source.length] };
  }

  #preview(value: Value): Preview {
    if (typeof value !== 'object' || value === null) return previewOf(value);
    const known = this.#previews.get(value) ?? previewOf(value);
    this.#previews.set(value, known);
    return known;
  }

  #sourceAt([from, to]: SourceRange): string {
    return cutSource(this.#source.slice(from, to));
  }
}

/** The beginning of a source, enough to know it again. */
export function cutSource(source: string): string {
  return source.length <= MAX_SOURCE ? source : `${source.slice(0, MAX_SOURCE)}…`;
}

type PlacedPart = Place['parts'][number];

function placeOf(formula: Formula): PlacedPart {
  if (formula.kind === 'call' && formula.name === 'LAMBDA') {
    const body = formula.args.at(-1)?.value;
    return { part: formula, kind: 'lambda call', range: body?.range ?? formula.range };
  }
  return { part: formula, kind: formula.kind, range: formula.range };
}

/** The parts of a formula that are evaluated on their own. A name in brackets is read with its step. */
function placesIn(formula: Formula): PlacedPart[] {
  if (formula.kind === 'call' && formula.name === 'LAMBDA') return [];
  const parts = partsOf(formula);
  if (formula.kind === 'index' && formula.index.kind === 'text') return parts.slice(0, 1).map(placeOf);
  return parts.map(placeOf);
}

function placesInText(part: TextPart): PlacedPart[] {
  return part.kind === 'literal' ? [] : [{ part, kind: part.kind, range: part.range }];
}

function placesOfPart(part: TextPart): PlacedPart[] {
  switch (part.kind) {
    case 'literal':
      return [];
    case 'pill':
      return [placeOf(part.formula)];
    case 'if':
      return [
        ...part.branches.flatMap(({ condition, body }) => [placeOf(condition), ...body.flatMap(placesInText)]),
        ...(part.otherwise ?? []).flatMap(placesInText),
      ];
    case 'for':
      return [placeOf(part.iterable), { part: part.body, kind: 'round', range: part.range }];
  }
}
