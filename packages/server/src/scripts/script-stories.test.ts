/** Scripts in stories, from the webhook to the event. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { at, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { buildStory } from '../testing/story.test-kit.ts';

describe('scripts in a story', () => {
  let fabula: TestFabula;
  beforeAll(async () => {
    fabula = await startFabula('embedded');
  });
  afterAll(() => fabula.drop());

  it('run in Python and in JavaScript; what they give and print is kept', { timeout: 120_000 }, async () => {
    const story = await buildStory(fabula, [
      { type: 'Agents::WebhookAgent', name: 'Hook', options: { path: 'scripts', secret: 'secret' } },
      {
        type: 'Agents::ScriptAgent',
        name: 'Count',
        options: {
          script: 'def main(input):\n    print("counting", input["list"])\n    return {"sum": sum(input["list"])}',
          inputs: { list: '=hook.body.list' },
        },
        after: 'Hook',
      },
      {
        type: 'Agents::EventTransformationAgent',
        name: 'Double',
        options: {
          mode: 'automatic',
          guidance: 'twice as much',
          language: 'javascript',
          script: 'function main(input) { return input * 2 }',
          input: '=count.output.sum',
        },
        after: 'Count',
      },
      {
        type: 'Agents::ScriptAgent',
        name: 'Fail',
        options: { script: 'def main(input):\n    import requests' },
        after: 'Double',
      },
    ]);
    await fabula.ask('POST', '/webhook/scripts/secret', { key: null, body: { list: [1, 2, 3] } });
    // the loading of Python alone takes seconds on a busy machine
    await vi.waitFor(async () => expect(await story.events('Count')).toEqual([{ output: { sum: 6 } }]), 100_000);
    expect(await story.eventsOf('Double', 1, 60_000)).toEqual([{ output: 12 }]);
    const printed = await story.logs('Count', 3);
    expect(printed.map((log) => at(log, 'message'))).toContain('The script printed:\ncounting [1, 2, 3]');
    const errors = await until(async () => {
      const logs = await story.logs('Fail');
      return logs.length > 0 ? logs : null;
    }, 60_000);
    expect(errors.map((log) => at(log, 'message'))).toEqual([
      "The script failed. Line 2: ModuleNotFoundError: No module named 'requests'",
    ]);
  });
});
