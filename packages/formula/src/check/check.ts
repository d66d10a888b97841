/** All that can be said about a tree without evaluating it, beyond its syntax. */
import type { SourceRange } from '../failure.ts';
import type { Token } from '../syntax/tokens.ts';
import type { Formula, TextPart } from '../syntax/tree.ts';
import type { ObjectValue } from '../value/value.ts';
import { checkCall } from './check-calls.ts';
import { checkCondition, checkConditions } from './check-conditions.ts';
import { checkHabits } from './check-habits.ts';
import { checkLoop } from './check-loops.ts';
import { checkNames } from './check-names.ts';
import { checkOperators } from './check-operators.ts';
import { checkPaths } from './check-paths.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Inference, inferTypes } from './infer.ts';
import { tagsOf, walk } from './walk.ts';

/** What a check is told. */
export interface Checked {
  readonly source: string;
  readonly tokens: readonly Token[];
  readonly inference: Inference;
  readonly sample: ObjectValue | null;
  /** Whether the syntax is broken inside or at the ends of a range: what is missing there is not worth another word. */
  isBroken(range: SourceRange): boolean;
  /** Whether something about this very range has been said already. */
  isRefused(range: SourceRange): boolean;
}

/** Looks at one node; `parent` is the node around it. */
export type Check = (node: Formula, parent: Formula | null, checked: Checked) => readonly Diagnostic[];

const CHECKS: readonly Check[] = [checkCall, checkNames, checkPaths, checkOperators, checkConditions, checkHabits];

const MAX_DIAGNOSTICS = 200;

export interface CheckOptions {
  readonly source: string;
  readonly tokens: readonly Token[];
  readonly sample: ObjectValue | null;
  /** Where the syntax is broken. */
  readonly broken: readonly SourceRange[];
}

export function checkTree(tree: Formula | readonly TextPart[], options: CheckOptions): readonly Diagnostic[] {
  const { source, tokens, sample, broken } = options;
  const checked: Checked = {
    source,
    tokens,
    sample,
    inference: inferTypes(tree, sample),
    isRefused: ([from, to]) => broken.some((range) => range[0] < to && range[1] > from),
    isBroken: ([from, to]) => broken.some((range) => range[0] <= to && range[1] >= from),
  };
  const found: Diagnostic[] = [];
  walk(tree, (node, parent) => {
    if (found.length < MAX_DIAGNOSTICS) for (const check of CHECKS) found.push(...check(node, parent, checked));
  });
  if (!('kind' in tree)) found.push(...checkTags(tree, checked));
  return found;
}

function checkTags(parts: readonly TextPart[], checked: Checked): readonly Diagnostic[] {
  return tagsOf(parts).flatMap((tag) => {
    if (tag.kind === 'for') return checkLoop(tag, checked);
    return tag.branches.flatMap(({ condition }) => checkCondition(condition, checked));
  });
}
