/** `customize_output`: what an action emits is replaced by a structure that sees the action's own result alone. */
import { type ActionInput, type ActionType, OptionFailure, type Outcome, type Plan } from '@fabula/engine';
import { entriesOf, isObjectValue, type Value } from '@fabula/formula';
import { customizeOutputOption } from './common.ts';

/** For kinds whose documentation has the option; it is added to theirs. */
export function withCustomOutput(type: ActionType): ActionType {
  return {
    ...type,
    options: [...type.options, customizeOutputOption],
    plan(input) {
      const plan = type.plan(input);
      return customizeOutputOption.isGiven(input) ? customized(plan, input) : plan;
    },
  };
}

function customized(plan: Plan, input: ActionInput): Plan {
  const change = (outcome: Outcome): Outcome => changed(outcome, input);
  switch (plan.kind) {
    case 'pure':
      return { ...plan, outcome: change(plan.outcome) };
    case 'effect':
      return { ...plan, perform: async (ports) => change(await plan.perform(ports)) };
    case 'memory':
      return {
        ...plan,
        decide(read) {
          const { outcome, collect, ...rest } = plan.decide(read);
          return {
            ...rest,
            ...(outcome === undefined ? {} : { outcome: change(outcome) }),
            ...(collect === undefined
              ? {}
              : { collect: { key: collect.key, outcome: (items) => change(collect.outcome(items)) } }),
          };
        },
      };
  }
}

/** A structure that cannot be read is an error of the action: what it did is done. */
function changed(outcome: Outcome, input: ActionInput): Outcome {
  if (outcome.kind !== 'emit') return outcome;
  const structure = input.raw(customizeOutputOption.key) ?? null;
  try {
    const payloads = outcome.payloads.map((payload) =>
      input.readAlone(structure, ownResult(input, payload), customizeOutputOption.key),
    );
    return { ...outcome, payloads };
  } catch (error) {
    if (!(error instanceof OptionFailure)) throw error;
    return { kind: 'fail', message: error.message, ...(outcome.logs === undefined ? {} : { logs: outcome.logs }) };
  }
}

/** The result under its parts' names (`body`, `status` …) and, as other actions see it, under the action's slug. */
export function ownResult(input: ActionInput, result: Value): Record<string, Value> {
  const parts = isObjectValue(result) ? Object.fromEntries(entriesOf(result)) : {};
  return { ...parts, [input.action.slug]: result };
}
