import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe('the kinds of action', () => {
  let test: TestFabula;
  beforeAll(async () => {
    test = await startFabula('embedded');
  });
  afterAll(() => test.drop());

  it('are listed with what they can do and with their options', async () => {
    const { status, body } = await test.ask('GET', '/api/v1/action_types');
    expect(status).toBe(200);
    const types = listAt(body, 'action_types');
    const transform = types.find((type) => at(type, 'type') === 'Agents::EventTransformationAgent') ?? null;
    expect(transform).toMatchObject({ title: 'Event Transform', can_receive: true, can_be_scheduled: true });
    expect(at(transform, 'default_options')).toMatchObject({ mode: 'message_only' });
    const mode = listAt(transform, 'options').find((option) => at(option, 'key') === 'mode');
    expect(mode).toMatchObject({ kind: 'choice', required: false, origin: 'documented' });
  });

  it('are told to nobody who is not signed in', async () => {
    expect((await test.ask('GET', '/api/v1/action_types', { key: null })).status).toBe(401);
  });
});
