/** Run rules: any action but Condition and Webhook may say by `rules` and `must_match` which events it runs for. */
import type { ActionType } from '@fabula/engine';
import { localOption, mustMatchOption, rulesOption } from '../options/common.ts';
import { hasRules, matchRules } from './match-rules.ts';

/**
 * The type with its run rules checked first, and the options that all such types have. An action that was called again (a
 * retry, a timer, an answer) has passed its rules.
 */
export function withRunRules(type: ActionType): ActionType {
  const known = new Set(type.options.map(({ key }) => key));
  const common = [rulesOption, mustMatchOption, localOption].filter(({ key }) => !known.has(key));
  return {
    ...type,
    options: [...type.options, ...common],
    plan(input) {
      if (input.resumed === null && hasRules(input) && !matchRules(input).isMatch) {
        const logs = [{ level: 3 as const, message: 'The rules of this action did not match; it did not run.' }];
        return { kind: 'pure', outcome: { kind: 'nothing', logs } };
      }
      return type.plan(input);
    },
  };
}
