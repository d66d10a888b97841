/** Every kind that loops does so: its event is a list with a place for each element, whatever became of it. */
import { isArrayValue } from '@fabula/formula';
import { describe, expect } from 'vitest';
import { actionTypes } from '../registry.ts';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { RecordingMailer } from '../testing/recording-mailer.ts';
import { effectPorts, RecordingOutgoing } from '../testing/recording-outgoing.ts';
import { drive } from './drive.test-kit.ts';

/** What each needs beside the loop. */
const needed: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'Agents::EmailAgent': { recipients: '<<LOOP.value>>@example.com', subject: 'Hello', body: 'Hello' },
  'Agents::ScriptAgent': { script: 'def main(input): pass', input: '=LOOP.value' },
  'Agents::RecordAgent': {},
  'Agents::CaseAgent': {},
  'Agents::LLMAgent': { prompt: '<<LOOP.value>>' },
};

describe.each(Object.entries(needed))('%s', (name, options) => {
  const type = actionTypes.get(name);
  if (type === undefined) throw new Error(`there is no ${name}`);
  const run = (more: object) => {
    const mailer = new RecordingMailer();
    const ports = effectPorts(new RecordingOutgoing(), { mailer });
    return drive(type, { options: objectOf({ ...options, loop: ['ada', 'alan'], ...more }) }, { ports });
  };

  optionTest(name, 'loop', 'gives a list with a result per element, and names those that failed', async () => {
    const { payloads, logs } = await run({});
    expect(payloads).toHaveLength(1);
    const [list] = payloads;
    const failed = isArrayValue(list ?? null) ? [...(list as [])].filter((item) => item === null).length : -1;
    expect(list).toHaveLength(2);
    const errors = logs.filter(({ level, message }) => level === 4 && message.startsWith('LOOP.index'));
    expect(errors.length).toBeGreaterThanOrEqual(failed);
  });

  optionTest(name, 'loop_parallel', 'starts all elements at once, and gives the same list', async () => {
    const begun = (isParallel: boolean) =>
      type.plan(actionInput({ options: objectOf({ ...options, loop: ['ada', 'alan'], loop_parallel: isParallel }) }));
    expect(begun(true)).toMatchObject({ outcome: { kind: 'fork', states: [expect.anything(), expect.anything()] } });
    expect(begun(false)).not.toMatchObject({ outcome: { states: [expect.anything(), expect.anything()] } });
    const [serial, parallel] = [await run({}), await run({ loop_parallel: true })];
    expect(parallel.payloads).toEqual(serial.payloads);
  });
});
