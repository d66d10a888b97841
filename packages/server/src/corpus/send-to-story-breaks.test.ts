/** A called story that is broken off by a request to its own second webhook, which passes on the two ids of the call. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, until } from '../testing/fabula.test-kit.ts';
import { type CorpusWorld, describeCorpus, type RealStory, startCorpusWorld } from './corpus.test-kit.ts';

describeCorpus('send-to-story-breaks', () => {
  let world: CorpusWorld;
  let story: RealStory;

  beforeAll(async () => {
    world = await startCorpusWorld('embedded');
    story = await world.load('send-to-story-breaks');
  });
  afterAll(() => world.close());

  it('answers its caller by the run that goes on with the call', async () => {
    const passedOn: string[] = [];
    world.outside.on('tenant.example.com', ({ text }) => {
      passedOn.push(text);
      return { status: 201, body: {} };
    });
    await story.run('Start Here');
    const [body = '{}'] = await until(async () => passedOn.length > 0 && passedOn);
    const ids = JSON.parse(body);
    const [received] = await story.outputs('Entry');
    expect(ids).toMatchObject({
      '#agent_id': at(received ?? null, '#action_id'),
      '#event_id': at(received ?? null, '#event_id'),
      body: { key: 'value' },
    });
    expect(await story.outputs('Send to Story Agent')).toEqual([]);
    expect((await story.send('Continuance', ids)).status).toBe(201);
    const answered = await until(async () => {
      const outputs = await story.outputs('Send to Story Agent');
      return outputs.length > 0 && outputs;
    });
    expect(answered).toEqual([{ message: 'This is an automatically generated message from Tines' }]);
    await story.rest();
    expect(await story.outputs('Exit')).toHaveLength(1);
  });
});
