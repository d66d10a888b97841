/** An action that is stopped in the middle of what it does ends at once, with an outcome: whatever it was waiting for. */
import type { ActionType, EffectPorts, EffectServices, Outcome, Outgoing } from '@fabula/engine';
import { describe, expect, it } from 'vitest';
import { actionTypes } from '../registry.ts';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { effectPorts } from '../testing/recording-outgoing.ts';

type Signal = EffectPorts['signal'];

/** Options with which the kind asks the outside for something. */
const asking: readonly (readonly [type: string, options: Readonly<Record<string, unknown>>])[] = [
  ['Agents::HTTPRequestAgent', { url: 'https://api.test/', retry_on_status: ['0'] }],
  ['Agents::EmailAgent', { recipients: 'ada@example.com', subject: 'Hello' }],
  ['Agents::ScriptAgent', { script: 'def main(input): pass' }],
  ['Agents::EventTransformationAgent', { mode: 'automatic', script: 'def main(input): pass' }],
  ['Agents::LLMAgent', { prompt: 'Hello' }],
];

/** An outside that answers nobody until it is told to stop. */
function silence(signal: Signal): { outgoing: Outgoing; services: Partial<EffectServices> } {
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', resolve));
  return {
    outgoing: {
      send: async () => {
        await stopped;
        return { ok: false, error: { kind: 'aborted', message: 'The call was stopped' } };
      },
    },
    services: {
      mailer: {
        send: async () => {
          await stopped;
          return { ok: false, error: { kind: 'aborted', message: 'The mail was stopped', rejected: [] } };
        },
      },
      scripts: {
        run: async () => {
          await stopped;
          return { ok: false, error: { kind: 'aborted', message: 'The script was stopped', printed: '' } };
        },
      },
      models: { dialect: 'openai', url: 'https://models.test/v1', key: null, model: 'a-model' },
    },
  };
}

async function stoppedOutcome(type: ActionType, options: Readonly<Record<string, unknown>>): Promise<Outcome> {
  const plan = type.plan(actionInput({ options: objectOf(options) }));
  if (plan.kind !== 'effect') throw new Error(`${type.title} asks nobody`);
  const abort = new AbortController();
  const { outgoing, services } = silence(abort.signal);
  const outcome = plan.perform({ ...effectPorts(outgoing, services), signal: abort.signal });
  abort.abort();
  return outcome;
}

describe('an action that is stopped', () => {
  it.each(asking)('%s ends, and its log says so', async (name, options) => {
    const type = actionTypes.get(name);
    if (type === undefined) throw new Error(`there is no ${name}`);
    const outcome = await stoppedOutcome(type, options);
    const said = [
      ...(outcome.logs ?? []).map(({ message }) => message),
      outcome.kind === 'fail' ? outcome.message : '',
    ];
    expect(said.join('\n')).toContain('stopped');
    expect(['fail', 'later', 'emit', 'nothing']).toContain(outcome.kind);
  });
});
