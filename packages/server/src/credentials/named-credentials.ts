/** Which credentials the options of an action name. Found out once per definition of its story. */
import { keysRead, type Value } from '@fabula/formula';
import type { DefinedAction, StoryDefinition } from '@fabula/model';

const known = new WeakMap<DefinedAction, ReadonlySet<string> | null>();

/** Slugs; null: a formula computes the name, so any may be meant. */
export function namedCredentials(story: StoryDefinition, action: DefinedAction): ReadonlySet<string> | null {
  let named = known.get(action);
  if (named === undefined) {
    const stored: Value = [action.options, action.inputs, action.page, action.tools];
    named = keysRead(stored, 'CREDENTIAL', { standardLibVersion: story.standardLibVersion });
    known.set(action, named);
  }
  return named;
}
