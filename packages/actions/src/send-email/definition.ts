/**
 * Send Email (actions.md section 5). A mail is an effect that is not repeated when Fabula died before it knew the outcome;
 * its Message-Id is the same for every attempt, so that a receiver can tell a repetition.
 */
import type { ActionType } from '@fabula/engine';
import { makeObject } from '@fabula/formula';
import { withCustomOutput } from '../options/with-custom-output.ts';
import { fields } from './fields.ts';
import { performSending } from './perform-sending.ts';
import { readMailOptions } from './read-mail-options.ts';

export const sendEmail: ActionType = withCustomOutput({
  type: 'Agents::EmailAgent',
  title: 'Send Email',
  canReceive: true,
  canEmit: true,
  canBeScheduled: true,
  options: fields,
  defaultOptions: () =>
    makeObject([
      ['recipients', []],
      ['subject', ''],
      ['body', ''],
    ]),
  plan(input) {
    const mail = readMailOptions(input);
    return { kind: 'effect', isRepeatable: false, perform: (ports) => performSending(input, mail, ports) };
  },
});
