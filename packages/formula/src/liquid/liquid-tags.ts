/** Tags that only legacy templates of this product have (formulas.md §14). */

import type { Evaluation } from '../evaluate/evaluation.ts';
import { readMember } from '../evaluate/paths.ts';
import { slugOf } from '../evaluate/slug-of.ts';
import { FormulaFailure } from '../failure.ts';
import type { Value } from '../value/value.ts';
import { callFunction, evaluationOf, functionNamed } from './liquid-filters.ts';
import { type Context, type Emitter, type Liquid, Tag, type TagToken, type Token } from './liquidjs.ts';

type TagText = (argument: string, evaluation: Evaluation, token: TagToken) => Value;

const UNSUPPORTED_TAGS = ['include', 'render', 'layout', 'block', 'liquid'];

const TAGS: Readonly<Record<string, TagText>> = {
  credential: (name, evaluation) => namedValue('CREDENTIAL', name, evaluation),
  story: (name, evaluation) => namedValue('STORY', name, evaluation),
  story_run_guid: (_, evaluation, token) =>
    callFunction(functionNamed('STORY_RUN_GUID'), [], evaluation, rangeOf(token)),
  prompt: (status, evaluation, token) =>
    callFunction(functionNamed('PROMPT'), [{ keyword: null, value: status }], evaluation, rangeOf(token)),
  line_break: () => '\n',
  random: (bounds, evaluation, token) => randomWhole(bounds, evaluation, token),
};

/** Names that the tags read, for the references of a template. */
export const TAG_REFERENCES: ReadonlyMap<string, string> = new Map([
  ['credential', 'CREDENTIAL'],
  ['story', 'STORY'],
]);

export function registerTags(engine: Liquid): void {
  // No files to include from, and no second syntax for tags.
  for (const name of UNSUPPORTED_TAGS) delete engine.tags[name];
  for (const [name, textOf] of Object.entries(TAGS)) engine.registerTag(name, tagClass(textOf));
}

function tagClass(textOf: TagText): new (token: TagToken, rest: Token[], liquid: Liquid) => Tag {
  return class extends Tag {
    readonly #token: TagToken;

    constructor(token: TagToken, rest: Token[], liquid: Liquid) {
      super(token, rest, liquid);
      this.#token = token;
    }

    override render(context: Context, emitter: Emitter): void {
      const evaluation = evaluationOf(context);
      emitter.write(evaluation.toText(textOf(argumentOf(this.#token), evaluation, this.#token)));
    }
  };
}

function argumentOf(token: TagToken): string {
  const text = token.args.trim();
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

function rangeOf(token: TagToken): readonly [number, number] {
  return [token.begin, token.end];
}

/** An entry of a namespace by its exact name, or by the slug under which formulas know it. */
function namedValue(namespace: string, name: string, evaluation: Evaluation): Value {
  const all = evaluation.scope.lookup(namespace) ?? null;
  return readMember(all, name) ?? readMember(all, slugOf(name));
}

/** `50`: 0 to 50; `60-180`: 60 to 180; both ends included. */
function randomWhole(bounds: string, evaluation: Evaluation, token: TagToken): number {
  const match = /^(?:(\d{1,15})\s*-\s*)?(\d{1,15})$/.exec(bounds);
  const low = Number(match?.[1] ?? 0);
  const high = Number(match?.[2]);
  if (match === null || high < low) {
    throw new FormulaFailure('liquid', 'Expected `{% random 50 %}` or `{% random 60-180 %}`', rangeOf(token));
  }
  return low + Math.floor(evaluation.random() * (high - low + 1));
}
