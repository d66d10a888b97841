/**
 * Two real Fabulas with databases of their own, killed at random moments while stories change and run: both end equal. The seed
 * of the moments is printed and can be given again as FABULA_TEST_SEED.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../packages/engine/src/simulation/seeded-random.ts';
import { until } from '../processes/until.ts';
import { makeCalledStories, path, publish, type Story } from './called-stories.ts';
import { comparable } from './comparable.ts';
import { apiKey, Tenant } from './tenant.ts';

const kills = 20;
const destinations = '/admin/sync_destinations';

const tenants: Tenant[] = [];
let source: Tenant;
let target: Tenant;
let sourceTeam: number;
let targetTeam: number;
beforeAll(async () => {
  const start = async (databaseServer?: string) => {
    const tenant = await Tenant.start(databaseServer);
    tenants.push(tenant);
    return tenant;
  };
  source = await start(process.env['TEST_DATABASE_URL']);
  target = await start();
  sourceTeam = (await source.do('POST', '/teams', { name: 'Authors' })).id;
  targetTeam = (await target.do('POST', '/teams', { name: 'Readers' })).id;
});
afterAll(() => Promise.all(tenants.map((tenant) => tenant.end())));

test(`ten stories through ${kills} kills of either side: both end equal, nothing twice, and no run is lost`, async () => {
  const seed = Number(process.env['FABULA_TEST_SEED'] ?? Date.now() % 1_000_000);
  console.log(`FABULA_TEST_SEED=${seed}`);
  const random = seededRandom(seed);
  const stories = await makeCalledStories(source, sourceTeam);
  const { sync_destination: destination } = await source.do('POST', destinations, {
    destination_tenant_url: target.url,
    destination_tenant_api_key: apiKey,
    destination_team_id: targetTeam,
    team_id: sourceTeam,
    story_ids: stories.map(({ id }) => id),
  });
  await untilSynced(destination.id, 10);
  const copies = await copiesByName();
  expect([...copies.keys()].sort()).toEqual(stories.map(({ name }) => name).sort());
  const [first, , , fourth, , , , , ninth, tenth] = stories as readonly [Story, ...Story[]];

  const runs = new Runs(`${target.url}/webhook/${path(1)}/${await secretOf(copies.get(first.name) ?? 0)}`);
  runs.begin();
  // What changes at the source is changed between its deaths, so that each request is known to have been heard.
  const changes = [
    () => publish(source, stories[1]?.id ?? 0, 'second'),
    () => publish(source, fourth?.id ?? 0, 'second', 'Under another name'),
    () => publish(source, stories[5]?.id ?? 0, 'second'),
    () => source.do('DELETE', `/stories/${tenth?.id}`),
    () => publish(source, ninth?.id ?? 0, 'second'),
  ];
  for (let kill = 0; kill < kills; kill += 1) {
    if (kill % 4 === 0) {
      await source.ready();
      await changes[kill / 4]?.();
    }
    await pause(random() * 1500);
    await (random() < 0.5 ? source : target).kill();
  }
  await Promise.all([source.ready(), target.ready()]);
  // Not because it would not go on by itself, but so as not to wait for the next attempt after many failures.
  await source.do('POST', `${destinations}/${destination.id}/manual_sync`);
  await untilSynced(destination.id, 9);
  await runs.end();

  const left = stories
    .filter(({ id }) => id !== tenth?.id)
    .map((story) => (story === fourth ? { ...story, name: 'Under another name' } : story));
  const names = new Map(left.map(({ id, name }) => [id, name]));
  const after = await copiesByName();
  const namesThere = new Map([...after].map(([name, id]) => [id, name]));
  expect([...after.keys()].sort()).toEqual(left.map(({ name }) => name).sort());
  for (const { id, name } of left) {
    const copy = after.get(name) ?? 0;
    // In place, also the one that has another name.
    expect(copy).toBe(copies.get(name) ?? copies.get(fourth?.name ?? ''));
    const here = comparable(await source.do('GET', `/stories/${id}/export`), names);
    expect(comparable(await target.do('GET', `/stories/${copy}/export`), namesThere)).toEqual(here);
    const preview = await source.do('GET', `${destinations}/${destination.id}/preview?story_id=${id}`);
    expect([name, preview.changes, preview.operation]).toEqual([name, [], 'none']);
  }
  const isDone = async () => {
    const ids = await idsIn(after.get(first.name) ?? 0);
    return runs.accepted.every((id) => ids.includes(id));
  };
  await until(isDone, 60_000, 'the end of every accepted run');
  expect(await idsIn(after.get(left[8]?.name ?? '') ?? 0)).toEqual(await idsIn(after.get(first.name) ?? 0));
  const done = await idsIn(after.get(first.name) ?? 0);
  expect(new Set(done).size).toBe(done.length);
  expect(runs.accepted.length).toBeGreaterThan(10);
  expect(runs.accepted.filter((id) => !done.includes(id))).toEqual([]);

  /** The runs that came to the end of this copy, in order. */
  async function idsIn(storyId: number): Promise<string[]> {
    const exit = await actionOf(storyId, 'Exit');
    const ids: string[] = [];
    for (let page = 1; ; page += 1) {
      const { events } = await target.do('GET', `/actions/${exit.id}/events?per_page=500&page=${page}`);
      ids.push(...events.map((event: { payload: { exit: { id: string } } }) => event.payload.exit.id));
      if (events.length < 500) return ids.sort();
    }
  }
});

async function untilSynced(destinationId: number, count: number): Promise<void> {
  await until(
    async () => {
      const { pending, stories } = await source.do('GET', `${destinations}/${destinationId}/progress`);
      const statuses = stories.map((story: { status: string }) => story.status);
      return pending === 0 && statuses.length === count && statuses.every((status: string) => status === 'synced');
    },
    90_000,
    () => `${count} synced stories:\n${source.output()}\n${target.output()}`,
  );
}

async function copiesByName(): Promise<Map<string, number>> {
  const { stories } = await target.do('GET', `/stories?team_id=${targetTeam}&per_page=500`);
  return new Map(stories.map((story: { name: string; id: number }) => [story.name, story.id]));
}

async function actionOf(storyId: number, name: string) {
  const { agents } = await target.do('GET', `/actions?story_id=${storyId}&per_page=500`);
  return agents.find((action: { name: string }) => action.name === name);
}

async function secretOf(storyId: number): Promise<string> {
  return (await actionOf(storyId, 'Receive')).options.secret;
}

/** Calls a webhook every now and then, and knows which calls were accepted. */
class Runs {
  readonly accepted: string[] = [];
  readonly #address: string;
  #isOver = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(address: string) {
    this.#address = address;
  }

  begin(): void {
    this.#loop = this.#call();
  }

  /** When everything accepted has run. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#loop;
    await until(
      async () => (await target.do('GET', '/info/worker_stats')).queue_count === 0,
      60_000,
      'the end of all runs at the destination',
    );
  }

  async #call(): Promise<void> {
    for (let id = 0; !this.#isOver; id += 1) {
      const body = JSON.stringify({ id: String(id) });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(this.#address, { method: 'POST', headers, body }).catch(() => null);
      if (answer?.status === 201) this.accepted.push(String(id));
      await pause(25);
    }
  }
}
