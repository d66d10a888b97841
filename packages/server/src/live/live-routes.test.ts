import { afterAll, beforeAll, expect, test } from 'vitest';
import { idAt, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';
import { watchStream } from './watch-stream.test-kit.ts';

let world: TestFabula;
let base: string;
let story: number;

beforeAll(async () => {
  world = await startFabula('embedded');
  await world.fabula.listen(0);
  const address = world.fabula.app.server.address();
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  story = idAt((await world.ask('GET', '/api/v1/stories')).body, 'stories.0.id');
});
afterAll(() => world.drop());

const watch = () => watchStream(`${base}/api/live/stories/${story}`);

test('a storyboard hears a snapshot, then that the story was changed, then what happened, and the end when the server stops', async () => {
  const stream = await watch();
  expect(stream.response.status).toBe(200);
  expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
  expect(await stream.next()).toBe('event: snapshot\ndata: {"actions":[]}');
  const revision = async () =>
    Number(/^event: revision\ndata: {"revision":(\d+)}$/.exec((await stream.next()) ?? '')?.[1]);
  const before = await revision();
  const note = { guid: 'n', content: 'Hello', position: { x: 0, y: 0 } };
  await world.ask('POST', `/api/v1/stories/${story}/board`, { body: { add: { notes: [note] } } });
  expect(await revision()).toBe(before + 1);

  await world.ask('POST', world.fabula.firstStart?.webhook ?? '', { key: null, body: { severity: 9 } });
  const counts = new Map<number, number>();
  while ([...counts.values()].reduce((sum, count) => sum + count, 0) < 4) {
    const message = (await stream.next()) ?? '';
    const [event, data = ''] = message.split('\ndata: ');
    expect(event).toBe('event: activity');
    for (const action of JSON.parse(data).actions) {
      expect(Object.keys(action)).toEqual([
        'id',
        'events_count',
        'logs_count',
        'errors_count',
        'last_event_at',
        'last_error_log_at',
      ]);
      counts.set(action.id, action.events_count);
    }
  }
  expect([...counts.values()]).toEqual([1, 1, 1, 1]);

  const begin = performance.now();
  await world.fabula.stop();
  expect(performance.now() - begin).toBeLessThan(10_000);
  expect(await stream.next()).toBeNull();
});
