/**
 * Condition (in exports: Trigger). Rules decide which links get the event (actions.md section 8).
 *
 * Match: the normal links. No match: the no-match links if there are any, else no event. The older `emit_no_match` sends
 * both outcomes down the normal links.
 */
import type { ActionType } from '@fabula/engine';
import { makeObject } from '@fabula/formula';
import { booleanOption } from '../options/read-option.ts';
import { matchRules } from '../rules/match-rules.ts';

export const condition: ActionType = {
  type: 'Agents::TriggerAgent',
  title: 'Condition',
  canReceive: true,
  canEmit: true,
  canBeScheduled: false,
  options: [],
  defaultOptions: () =>
    makeObject([
      [
        'rules',
        [
          makeObject([
            ['type', 'field==value'],
            ['path', ''],
            ['value', ''],
          ]),
        ],
      ],
    ]),
  plan(input) {
    const { isMatch } = matchRules(input);
    const payloads = [makeObject([['rule_matched', isMatch]])];
    const isNormal = isMatch || booleanOption(input, 'emit_no_match', false);
    return {
      kind: 'pure',
      outcome: isNormal ? { kind: 'emit', payloads } : { kind: 'emit', payloads, route: 'no_match' },
    };
  },
};
