/** What actions call each other in formulas, when one of them moves over the border of a group. Pure. */
import { deepEqual, err, type ObjectValue, ok, type Result } from '@fabula/formula';
import type { RenamedTemplate } from '@fabula/formula/language';
import type { ActionResponse } from '@fabula/model';

/** Does one thing to a whole block of options. */
export type Rewrite = (options: ObjectValue, how: { readonly standardLibVersion: number | null }) => RenamedTemplate;

export interface Rewritten {
  readonly options: ObjectValue;
  /** Places that are different now. */
  readonly count: number;
}

/** A text with pills and Liquid reads as either, by the age of its story: what would then be changed is not certain. */
const ages = [{ standardLibVersion: 1 }, { standardLibVersion: null }] as const;

/** Does one thing after the other to the options of an action; an error: a formula whose meaning is not certain. */
export function rewriteOptions(
  { name, options }: Pick<ActionResponse, 'name' | 'options'>,
  rewrites: readonly Rewrite[],
): Result<Rewritten, string> {
  let done: Rewritten = { options, count: 0 };
  for (const rewrite of rewrites) {
    const [now, older] = ages.map((age) => rewrite(done.options, age));
    if (now === undefined || older === undefined) continue;
    if (now.untouched.length + older.untouched.length > 0 || !deepEqual(now.value, older.value)) {
      return err(`A formula of “${name}” cannot be rewritten for certain. Mend or simplify it, and try again.`);
    }
    // What was a block of options is one still: only texts in it were changed.
    if (now.count > 0) done = { options: now.value as ObjectValue, count: done.count + now.count };
  }
  return ok(done);
}

/** How many places of an action's options the rewriting would change, or leave because it does not understand them. */
export function placesOf({ options }: Pick<ActionResponse, 'options'>, rewrite: Rewrite): number {
  const [now] = ages;
  const { count, untouched } = rewrite(options, now);
  return count + untouched.length;
}
