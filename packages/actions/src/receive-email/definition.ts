/**
 * Receive Email (actions.md section 4). In its IMAP mode a run visits the mailbox, by schedule, by hand, or because the server
 * said that a mail has come; each new mail is an event of that run. In its mode `email` mails come to the action's own address
 * and start a run each (`receiveMail`).
 *
 *   begin ──memory: where were we?──► visit ──effect: read what is new──► deliver ──memory: events and the new position──► done
 *                                       └── more is there ──► deliver, and begin once more
 *
 * The events and the position are written by one transaction: a crash before it means that the visit is done again, and
 * after it that the mails are known.
 */
import type { ActionType, EffectPorts, Plan } from '@fabula/engine';
import { makeObject } from '@fabula/formula';
import { deliverMails, memoryKey } from './deliver-mails.ts';
import { fields, mode } from './fields.ts';
import { readMemory, readStep, writeStep } from './mailbox-state.ts';
import { readMailboxOptions } from './read-mailbox-options.ts';
import { visitMailbox } from './visit-mailbox.ts';

export const receiveEmail: ActionType = {
  type: 'Agents::IMAPAgent',
  title: 'Receive Email',
  canReceive: false,
  canEmit: true,
  canBeScheduled: true,
  options: fields,
  defaultOptions: () =>
    makeObject([
      ['host', ''],
      ['username', ''],
      ['password', ''],
      ['ssl', true],
      ['folders', ['INBOX']],
      ['mark_as_read', false],
      ['conditions', makeObject([])],
    ]),
  plan(input): Plan {
    const step = readStep(input.resumed);
    if (step.kind === 'deliver')
      return { kind: 'memory', keys: [memoryKey], decide: (read) => deliverMails(step.found, read(memoryKey)) };
    if (mode.read(input) === 'email') return { kind: 'pure', outcome: { kind: 'nothing', logs: [comesByItself] } };
    const options = readMailboxOptions(input);
    if (step.kind === 'visit') {
      const perform = (ports: EffectPorts) => visitMailbox(options, step.positions, ports);
      return { kind: 'effect', isRepeatable: true, perform };
    }
    return {
      kind: 'memory',
      keys: [memoryKey],
      decide(read) {
        const positions = readMemory(read(memoryKey), options.mailbox)?.positions ?? [];
        return { outcome: { kind: 'again', state: writeStep({ kind: 'visit', positions }) } };
      },
    };
  },
};

const comesByItself = {
  level: 2,
  message: 'Mails come to the address of this action by themselves; nothing was done.',
} as const;
