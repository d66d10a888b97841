/** Event Transform: `mode` says what happens to the event; one file per mode. */
import { type ActionInput, type ActionType, OptionFailure, type Outcome, type Plan } from '@fabula/engine';
import { makeObject } from '@fabula/formula';
import { automatic, automaticOptions } from './automatic.ts';
import { deduplicate } from './deduplicate.ts';
import { delay } from './delay.ts';
import { explode } from './explode.ts';
import { extract } from './extract.ts';
import * as fields from './fields.ts';
import { implode, releasedCollections } from './implode.ts';
import { messageOnly } from './message-only.ts';
import { throttle } from './throttle.ts';

const pure =
  (transform: (input: ActionInput) => Outcome) =>
  (input: ActionInput): Plan => ({ kind: 'pure', outcome: transform(input) });

const modes: Readonly<Record<string, (input: ActionInput) => Plan>> = {
  message_only: pure(messageOnly),
  explode: pure(explode),
  extract: pure(extract),
  delay,
  deduplicate,
  implode,
  throttle,
  automatic,
};

export const eventTransform: ActionType = {
  type: 'Agents::EventTransformationAgent',
  title: 'Event Transform',
  canReceive: true,
  canEmit: true,
  canBeScheduled: true,
  options: [...Object.values(fields), ...automaticOptions],
  defaultOptions: () =>
    makeObject([
      ['mode', 'message_only'],
      ['loop', false],
      ['payload', makeObject([['message', 'This is an automatically generated message']])],
    ]),
  released: releasedCollections,
  plan(input) {
    const mode = fields.mode.read(input);
    const transform = Object.hasOwn(modes, mode) ? modes[mode] : undefined;
    if (transform === undefined) throw new OptionFailure(`Invalid Options: '${mode}' is not a valid mode.`, 'mode');
    return transform(input);
  },
};
