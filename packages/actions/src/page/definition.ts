/**
 * Page (actions.md section 13, product.md section 8). At the beginning of a story it starts a run for every submission; in
 * the middle it waits, and goes on with the one that arrives at the address that `PAGE.<name>` gives.
 */
import type { ActionType, Plan } from '@fabula/engine';
import { getKey, isObjectValue, makeObject, toText } from '@fabula/formula';
import { newIdentifier, pageFields } from './fields.ts';
import { resolvePage } from './resolve-page.ts';

export const page: ActionType = {
  type: 'Agents::FormAgent',
  title: 'Page',
  canReceive: true,
  canEmit: true,
  canBeScheduled: false,
  options: pageFields,
  defaultOptions: () =>
    makeObject([
      ['fields', ''],
      ['mode', 'success_page'],
      ['visibility', 'tenant'],
      ['anonymize', false],
      ['auto_submit', false],
      ['submissionMessage', 'Thank you for your submission'],
      ['url_identifier', newIdentifier()],
    ]),
  plan(input): Plan {
    const answer = isObjectValue(input.resumed) ? getKey(input.resumed, 'answer') : undefined;
    if (answer !== undefined) return pure({ kind: 'emit', payloads: [answer] });
    if (input.eventId === null) {
      const logs = [
        { level: 2 as const, message: 'A page at the beginning of a story emits events for submissions only.' },
      ];
      return pure({ kind: 'nothing', logs });
    }
    // What cannot be read is told now, not when somebody opens the page.
    resolvePage(input.action, input);
    const pages = input.read('=PAGE');
    const address = isObjectValue(pages) ? toText(getKey(pages, input.action.slug) ?? null) : '';
    const logs = address === '' ? [] : [{ level: 3 as const, message: `Waits for a submission at ${address}` }];
    return pure({ kind: 'wait', logs });
  },
};

function pure(outcome: Extract<Plan, { kind: 'pure' }>['outcome']): Plan {
  return { kind: 'pure', outcome };
}
