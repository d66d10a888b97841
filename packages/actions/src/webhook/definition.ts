/**
 * Webhook (actions.md section 3). It never receives events of other actions; requests come in through `receiveWebhook` and
 * are answered by `answerWebhook` or, when the story is synchronous, by `answerFromExit`.
 */
import { randomBytes } from 'node:crypto';
import type { ActionType } from '@fabula/engine';
import { makeObject } from '@fabula/formula';
import { webhookFields } from './fields.ts';

const randomHex = (): string => randomBytes(16).toString('hex');

export const webhook: ActionType = {
  type: 'Agents::WebhookAgent',
  title: 'Webhook',
  canReceive: false,
  canEmit: true,
  canBeScheduled: false,
  options: webhookFields,
  defaultOptions: () =>
    makeObject([
      ['path', randomHex()],
      ['secret', randomHex()],
      ['verbs', 'get,post'],
    ]),
  plan() {
    const logs = [{ level: 2 as const, message: 'A webhook emits events for requests only; nothing was done.' }];
    return { kind: 'pure', outcome: { kind: 'nothing', logs } };
  },
};
