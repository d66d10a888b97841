/** Which parameter each argument of a call belongs to, also in calls that are wrong or not finished. */

import { type SpecialForm, specialFormNamed } from '../evaluate/special-forms.ts';
import type { FunctionDefinition, Parameter } from '../functions/definition.ts';
import { functionsByName } from '../functions/registry.ts';
import type { Call } from '../syntax/tree.ts';

/** What is known of a function of this name, special forms included. */
export function functionNamed(name: string): FunctionDefinition | SpecialForm | undefined {
  return specialFormNamed(name) ?? functionsByName.get(name);
}

/** The parameter of each argument, in order; null where there is none for it. */
export function parametersOf(call: Call, parameters: readonly Parameter[]): readonly (Parameter | null)[] {
  const positional = parameters.filter((parameter) => parameter.keywordOnly !== true);
  return call.args.map(({ keyword }, position) => {
    if (keyword !== null) return parameters.find((parameter) => parameter.name === keyword) ?? null;
    const last = positional.at(-1);
    return positional[position] ?? (last?.repeats === true ? last : null);
  });
}
