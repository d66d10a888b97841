import type { EffectServices, Script, ScriptFailure } from '@fabula/engine';
import { describe, expect } from 'vitest';
import { eventTransform } from '../event-transform/definition.ts';
import { actionInput, fromLiteral, objectOf } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { effectPorts, RecordingOutgoing } from '../testing/recording-outgoing.ts';
import { runScript, runScriptType } from './definition.ts';

/** A sandbox that notes what it is asked and gives the prepared answer. */
function sandbox(answer: { output?: string; printed?: string; error?: Partial<ScriptFailure> } = {}) {
  const asked: Script[] = [];
  const scripts: EffectServices['scripts'] = {
    run: async (script) => {
      asked.push(script);
      const { output = 'null', printed = '', error } = answer;
      if (error !== undefined) return { ok: false, error: { kind: 'raised', message: 'no', printed, ...error } };
      return { ok: true, value: { output, printed } };
    },
  };
  return { asked, scripts };
}

async function perform(type: typeof runScript, options: Record<string, unknown>, box = sandbox(), tree = {}) {
  const plan = type.plan(actionInput({ options: objectOf(options), tree: objectOf(tree) }));
  if (plan.kind !== 'effect') throw new Error('a script is an effect');
  const outcome = await plan.perform(effectPorts(new RecordingOutgoing(), { scripts: box.scripts }));
  return { outcome, asked: box.asked[0], isRepeatable: plan.isRepeatable };
}

const source = 'def main(input):\n    return input["n"] << 1';

describe('Run Script', () => {
  const test = (option: string | string[], behaviour: string, run: () => void | Promise<void>) =>
    optionTest(runScriptType, option, behaviour, run);

  test(['script', 'event'], 'emits what main gives back, and runs again after a crash', async () => {
    const { outcome, asked, isRepeatable } = await perform(runScript, { script: source }, sandbox({ output: '[1,2]' }));
    expect(asked?.source).toBe(source);
    expect(isRepeatable).toBe(true);
    expect(outcome).toEqual({ kind: 'emit', payloads: [fromLiteral({ output: [1, 2] })], logs: [] });
  });

  test('script', 'must be given', () => {
    expect(() => runScript.plan(actionInput({ options: objectOf({ script: ' ' }) }))).toThrow(
      "Invalid Options: 'script' must be given",
    );
  });

  test('script', 'writes what it prints, and the line where it fails, to the log', async () => {
    const box = sandbox({ printed: 'one\n', error: { message: 'Line 2: KeyError: n' } });
    expect((await perform(runScript, { script: source }, box)).outcome).toEqual({
      kind: 'fail',
      message: 'The script failed. Line 2: KeyError: n',
      logs: [{ level: 3, message: 'The script printed:\none' }],
    });
  });

  test('language', 'is Python unless it is JavaScript, however it is spelled', async () => {
    const spellings = [undefined, 'Python', 'python3.9', 'python_3_13', 'JavaScript'];
    const found = await Promise.all(
      spellings.map(async (language) => (await perform(runScript, { script: 'x', language })).asked?.language),
    );
    expect(found).toEqual(['python', 'python', 'python', 'python', 'javascript']);
    await expect(perform(runScript, { script: 'x', language: 'ruby' })).rejects.toThrow(/'language' must be one of/);
  });

  test('inputs', 'are what main gets, their formulas read', async () => {
    const options = { script: source, inputs: { n: '=hook.n', text: 'a <<hook.n>>' } };
    const { asked } = await perform(runScript, options, sandbox(), { hook: { n: 4 } });
    expect(asked?.input).toBe('{"n":4,"text":"a 4"}');
    expect((await perform(runScript, { script: source })).asked?.input).toBe('{}');
  });

  test('requirements', 'are lines or a list', async () => {
    const lines = await perform(runScript, { script: source, requirements: 'requests==2.32.3\n\n  jinja2\n' });
    const list = await perform(runScript, { script: source, requirements: ['requests==2.32.3', 'jinja2'] });
    expect(lines.asked?.requirements).toEqual(['requests==2.32.3', 'jinja2']);
    expect(list.asked?.requirements).toEqual(['requests==2.32.3', 'jinja2']);
  });

  test('requirements', 'a package that is not there is named in the log', async () => {
    const box = sandbox({ error: { kind: 'requirements', message: "The package 'pandas' is not there." } });
    expect((await perform(runScript, { script: source, requirements: 'pandas' }, box)).outcome).toMatchObject({
      kind: 'fail',
      message: "The package 'pandas' is not there.",
    });
  });

  test('timeout', 'is 10 s unless given, and 60 at most', async () => {
    expect((await perform(runScript, { script: source })).asked?.timeoutMs).toBe(10_000);
    expect((await perform(runScript, { script: source, timeout: '60' })).asked?.timeoutMs).toBe(60_000);
    await expect(perform(runScript, { script: source, timeout: 61 })).rejects.toThrow(
      "Invalid Options: 'timeout' must be a number between 1 and 60",
    );
  });

  test('aws_credential', 'says what to use instead', async () => {
    await expect(perform(runScript, { script: source, aws_credential: 'aws' })).rejects.toThrow(
      /'aws_credential' is not supported.*Use an HTTP Request/,
    );
  });

  test('emit_failure_event', 'gives an event beside the error log', async () => {
    const box = sandbox({ error: { kind: 'timeout', message: 'It took too long.' } });
    expect((await perform(runScript, { script: source, emit_failure_event: true }, box)).outcome).toEqual({
      kind: 'emit',
      payloads: [fromLiteral({ error: 'It took too long.' })],
      logs: [{ level: 4, message: 'It took too long.' }],
    });
  });
});

describe('Event Transform, automatic', () => {
  const type = eventTransform.type;
  const options = { mode: 'automatic', guidance: 'make it so', script: source, input: '=hook.n' };

  optionTest(
    type,
    ['mode:automatic', 'script', 'input', 'guidance'],
    'runs the stored script on its input',
    async () => {
      const { outcome, asked } = await perform(eventTransform, options, sandbox({ output: '"team_2"' }), {
        hook: { n: 4 },
      });
      expect(asked).toMatchObject({
        language: 'python',
        source,
        input: '4',
        timeoutMs: 60_000,
        owner: expect.stringMatching(/^story 3, action 11, /),
      });
      expect(outcome).toEqual({ kind: 'emit', payloads: [fromLiteral({ output: 'team_2' })], logs: [] });
    },
  );

  optionTest(type, 'script', 'without one the log says what to do', async () => {
    await expect(perform(eventTransform, { ...options, script: '' })).rejects.toThrow(
      "Invalid Options: 'script' must be given: write a program that defines main(input). Fabula does not write one from 'guidance'.",
    );
  });

  optionTest(type, 'language', 'is Python unless it is JavaScript', async () => {
    expect((await perform(eventTransform, { ...options, language: 'Python' })).asked?.language).toBe('python');
    expect((await perform(eventTransform, { ...options, language: 'javascript' })).asked?.language).toBe('javascript');
  });
});
