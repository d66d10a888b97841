/** Options that nearly every kind of action has (actions.md section 2.2). */
import { type ActionInput, maskValue } from '@fabula/engine';
import type { Value } from '@fabula/formula';
import { anyField, numberField, objectField, rulesField } from './field.ts';

export const rulesOption = rulesField('rules', {
  title: 'Run rules',
  help: 'The action runs only for events that match these rules: objects of `type`, `path` and `value`, as in a Condition.',
  origin: 'documented',
});

export const mustMatchOption = numberField('must_match', {
  title: 'Rules that must match',
  help: 'How many of the rules must hold. All of them when it is left out; `1` means any.',
  min: 1,
  isInteger: true,
  origin: 'documented',
});

/** Read by the engine: formulas find it as LOCAL. */
export const localOption = objectField('local', {
  title: 'Local values',
  help: 'Values that all other options see as `LOCAL.name`. Each may use those before it. They are computed once per run of the action. A formula or JSON text may give the object as a whole.',
  origin: 'unconfirmed',
  note: 'Also the same for every page, retry and turn of a loop of one run, except where they hold a secret of a credential: those are never kept, and all of them are computed again each time. `customize_output` does not see them.',
});

export const customizeOutputOption = anyField('customize_output', {
  title: 'Customize output',
  help: "The event is replaced by this. Its formulas see the action's own result and nothing else: by the names of its parts, such as `body`, and under the action's own name.",
  origin: 'documented',
});

/**
 * The values of LOCAL, for what an action leaves to itself when it will be called again: computed once per run, they must
 * not change in between. undefined: the action has none, or they hold a secret, which must not be kept; they are computed
 * again then. Throws OptionFailure.
 */
export function readLocal(input: ActionInput): Value | undefined {
  if (!localOption.isGiven(input)) return undefined;
  const local = input.read('=LOCAL', undefined, 'local');
  return holdsSecret(local, input) ? undefined : local;
}

export function holdsSecret(value: Value, { secrets }: ActionInput): boolean {
  return !secrets.isEmpty && maskValue(value, secrets) !== value;
}
