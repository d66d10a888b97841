/** Two people at one storyboard, through the live channel. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, oneDatabase, ownerKey, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';
import { watchStream } from './watch-stream.test-kit.ts';

const database = oneDatabase[0] ?? 'embedded';
const worlds: TestFabula[] = [];
let bob: string;
let story: number;

beforeAll(async () => {
  const first = await startFabula(database);
  worlds.push(first);
  const team = await first.addTeam('Lookers');
  bob = await first.addUser('VIEWER', team);
  story = idAt((await first.ask('POST', '/api/v1/stories', { body: { team_id: team.id } })).body);
  await first.fabula.listen(0);
});
afterAll(async () => {
  for (const world of worlds.reverse()) await world.drop();
});

const addressOf = (world: TestFabula) => {
  const address = world.fabula.app.server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api/live/stories/${story}`;
};

/** What one person is told of the others, past what is told of the story. */
async function look(world: TestFabula, key: string, visit: string) {
  const stream = await watchStream(`${addressOf(world)}?visit=${visit}`, key);
  return {
    close: () => stream.close(),
    async until(event: string, isIt: (data: unknown) => boolean): Promise<void> {
      for (;;) {
        const message = await stream.next();
        if (message === null) throw new Error('the stream has ended');
        const [head, data = ''] = message.split('\ndata: ');
        if (head === `event: ${event}` && isIt(JSON.parse(data))) return;
      }
    },
  };
}

const names = (data: unknown) => JSON.stringify(at(data as never, 'people'));

async function meet(adas: TestFabula, bobs: TestFabula) {
  const ada = await look(adas, ownerKey, 'the-tab-of-ada');
  const bobsLook = await look(bobs, bob, 'the-tab-of-bob');
  await ada.until('people', (data) => names(data).includes('the-tab-of-bob'));
  await bobsLook.until('people', (data) => names(data).includes('the-tab-of-ada'));
  // whichever process is asked
  const moved = await adas.ask('POST', `/api/live/stories/${story}/cursor`, {
    key: bob,
    body: { visit: 'the-tab-of-bob', at: { x: 15, y: 30.5 } },
  });
  expect(moved.status).toBe(204);
  await ada.until('cursor', (data) => JSON.stringify(data).endsWith('the-tab-of-bob","at":{"x":15,"y":30.5}}'));
  await bobsLook.close();
  await ada.until('people', (data) => names(data) === '[]');
  await ada.close();
}

describe('people at one storyboard', () => {
  test('see each other come, move and leave', async () => {
    const [world] = worlds;
    if (world === undefined) throw new Error('started');
    await meet(world, world);
  });

  test.runIf(database === 'postgres')('also when each of them is served by another process', async () => {
    const [first] = worlds;
    if (first === undefined) throw new Error('started');
    const second = await startFabula('embedded', { DATABASE_URL: first.environment['DATABASE_URL'] ?? '' });
    worlds.push(second);
    await second.fabula.listen(0);
    await meet(first, second);
  });

  test.each([
    ['no visit', { at: null }, 'visit'],
    ['a place that is none', { visit: 'the-tab-of-ada', at: { x: 'left', y: 0 } }, 'at.x'],
    ['a place beyond all boards', { visit: 'the-tab-of-ada', at: { x: 1e9, y: 0 } }, 'at.x'],
  ])('%s is refused', async (_, body, field) => {
    const answer = await worlds[0]?.ask('POST', `/api/live/stories/${story}/cursor`, { body });
    expect(answer).toMatchObject({ status: 422, field });
  });
});
