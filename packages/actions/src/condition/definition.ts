/**
 * Condition (in exports: Trigger). Rules decide which links get the event (actions.md section 8).
 *
 * Match: the normal links. No match: the no-match links if there are any, else no event. The older `emit_no_match` sends
 * both outcomes down the normal links.
 */
import type { ActionType } from '@fabula/engine';
import { makeObject } from '@fabula/formula';
import { localOption, mustMatchOption, rulesOption } from '../options/common.ts';
import { booleanField } from '../options/field.ts';
import { matchRules } from '../rules/match-rules.ts';

const emitNoMatch = booleanField('emit_no_match', {
  title: 'Emit when nothing matches',
  help: 'Both outcomes go down the normal links, told apart by `rule_matched`. Newer stories have no-match links instead.',
  fallback: false,
  origin: 'documented',
});

export const condition: ActionType = {
  type: 'Agents::TriggerAgent',
  title: 'Condition',
  canReceive: true,
  canEmit: true,
  canBeScheduled: false,
  options: [
    {
      ...rulesOption,
      title: 'Rules',
      help: 'Objects of `type`, `path` and `value`. With a list of values a rule holds when one of them matches; `not in` when none does.',
      isRequired: true,
      isBasic: true,
      note: 'Types: `regex`, `!regex`, `field==value`, `field!=value`, `field<value`, `field<=value`, `field>value`, `field>=value`, `in`, `not in`, `field!=null`, `field==null`, `formula` and `!formula` (formula is false). The last two names are ours. An order of numbers is never given by what is no number. In an object `in` asks for a key.',
    },
    { ...mustMatchOption, isBasic: true },
    emitNoMatch,
    localOption,
  ],
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
    const isNormal = isMatch || emitNoMatch.read(input);
    return {
      kind: 'pure',
      outcome: isNormal ? { kind: 'emit', payloads } : { kind: 'emit', payloads, route: 'no_match' },
    };
  },
};
