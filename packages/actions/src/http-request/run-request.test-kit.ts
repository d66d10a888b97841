/** Runs an HTTP Request of a test to its end, through its retries and pages, as the engine would. */
import type { EffectPorts, LogLine, Outcome, OutgoingRequest } from '@fabula/engine';
import { type ObjectValue, stringifyJson, type Value } from '@fabula/formula';
import { actionTypes } from '../registry.ts';
import { actionInput, type InputFacts, objectOf } from '../testing/action-input.ts';
import { effectPorts, type PreparedAnswer, RecordingOutgoing } from '../testing/recording-outgoing.ts';
import { TestMemory } from '../testing/run-memory.ts';

export const kind = 'Agents::HTTPRequestAgent';
export const address = 'https://api.test/path';

export interface Ran {
  readonly outcome: Outcome;
  /** As JSON; empty when there is none. */
  readonly events: readonly unknown[];
  readonly requests: readonly OutgoingRequest[];
  /** Of all calls. */
  readonly logs: readonly LogLine[];
  /** The last request. */
  readonly request: OutgoingRequest;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface RunFacts extends Partial<Omit<InputFacts, 'options'>> {
  readonly answers?: readonly PreparedAnswer[];
  readonly ports?: Partial<EffectPorts>;
  readonly memory?: TestMemory;
}

/** `options` are those of the story beside a URL; a value that is no JSON may be given as an ObjectValue. */
export async function runRequest(
  options: Readonly<Record<string, unknown>> | ObjectValue,
  { answers = [], ports = {}, memory = new TestMemory(), ...facts }: RunFacts = {},
): Promise<Ran> {
  const type = actionTypes.get(kind);
  if (type === undefined) throw new Error('not registered');
  const outgoing = new RecordingOutgoing(...answers);
  const logs: LogLine[] = [];
  let resumed: Value = facts.resumed ?? null;
  for (;;) {
    const given = actionInput({ ...facts, resumed, options: objectOf({ url: address, ...options }) });
    const plan = type.plan(given);
    const outcome =
      plan.kind === 'effect' ? await plan.perform({ ...effectPorts(outgoing), ...ports }) : memory.perform(plan);
    logs.push(...(outcome.logs ?? []));
    if (outcome.kind === 'again' || (outcome.kind === 'later' && outgoing.requests.length < answers.length)) {
      resumed = outcome.state;
      continue;
    }
    const request = outgoing.requests.at(-1);
    if (request === undefined) throw new Error('nothing was sent');
    return {
      outcome,
      events: outcome.kind === 'emit' ? outcome.payloads.map((payload) => JSON.parse(stringifyJson(payload))) : [],
      requests: outgoing.requests,
      logs,
      request,
      headers: Object.fromEntries(request.headers.map(([name, text]) => [name.toLowerCase(), text])),
      body: request.body === null ? null : new TextDecoder().decode(request.body),
    };
  }
}

export function json(body: unknown, more: PreparedAnswer = {}): PreparedAnswer {
  return { headers: [['content-type', 'application/json']], body: JSON.stringify(body), ...more };
}
