/**
 * Kept counts and the pages that are found by them, against all rows looked at one by one: random events of two stories,
 * single ones and groups, that expire, are deleted, saved and swept.
 */
import type { StoryId } from '@fabula/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hour, minute, type TestStory, World } from '../retention/retention.test-kit.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { dice } from '../testing/dice.test-kit.ts';
import { countIn, readNarrowPieces, readPieces } from './event-ranges.ts';
import { listEvents } from './events.ts';

class History {
  readonly world: World;
  readonly stories: readonly TestStory[];
  readonly #random: () => number;
  /** Beyond the ids that the world gives out by itself. */
  #lastId = 1_000_000;

  constructor(world: World, stories: readonly TestStory[], seed: number) {
    this.world = world;
    this.stories = stories;
    this.#random = dice(seed);
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** Now and then far from the last one: ranges of both widths come to an end. */
  #nextId(): number {
    const kind = this.#random();
    this.#lastId += kind < 0.9 ? 1 + this.#below(30) : kind < 0.99 ? 300 : 70_000;
    return this.#lastId;
  }

  async step(): Promise<void> {
    const kind = this.#random() * 10;
    if (kind < 5) await this.#write();
    else if (kind < 7) this.world.now += this.#below(12) * minute;
    else if (kind < 8) await this.#delete();
    else if (kind < 9) await this.#save();
    else if (kind < 9.3) await this.#keepFor(this.#below(4) * 600 + 600);
    else await this.world.sweep();
  }

  async #write(): Promise<void> {
    const story = this.stories[this.#below(this.stories.length)];
    if (story === undefined) return;
    const run = this.world.run(story);
    const hook = this.world.event(run, story, 'hook', null, this.#nextId());
    const isFanOut = this.#random() < 0.4;
    const events = Array.from({ length: isFanOut ? 8 + this.#below(30) : this.#below(5) }, () =>
      this.world.event(run, story, 'step', hook, this.#nextId()),
    );
    await this.world.commit({ runs: [run], events: [hook, ...events] });
  }

  async #delete(): Promise<void> {
    for (const { id } of this.stories) {
      const shown = await plainly(this.world, id);
      const event = shown[this.#below(shown.length)];
      if (event !== undefined) await this.world.deleteEvent({ id: event });
    }
  }

  async #save(): Promise<void> {
    await this.world.query(
      `update run set is_kept = not is_kept where id = (select id from run order by id offset $1 limit 1)`,
      [this.#below(await this.world.count('run'))],
    );
  }

  async #keepFor(seconds: number): Promise<void> {
    await this.world.query('update story set keep_events_for = $1', [seconds]);
  }
}

/** Newest first, by a look at each row. */
async function plainly(world: World, storyId: StoryId) {
  const rows = await world.query(
    `with live as (
  select id, run_id, created_at from event where story_id = $1 and not is_deleted
  union all
  select g.first_id + o, g.run_id, g.created_at from event_group g, unnest(g.id_offsets) as o
  where g.story_id = $1 and g.first_id + o <> all(g.deleted_ids)
)
select live.id from live join run on run.id = live.run_id join story on story.id = $1
where run.is_kept or live.created_at > $2::timestamptz - story.keep_events_for * interval '1 second'
order by live.id desc`,
    [storyId, new Date(world.now)],
  );
  // the column is a number
  return rows.map((row) => row['id'] as Parameters<World['deleteEvent']>[0]['id']);
}

async function expectPages(world: World, storyId: StoryId): Promise<void> {
  const all = await plainly(world, storyId);
  const search = { teamIds: null, storyId };
  for (const piece of await readPieces(world.database.kysely, search, new Date(world.now))) {
    if (!piece.isWide) continue;
    expect(countIn(await readNarrowPieces(world.database.kysely, storyId, piece))).toBe(piece.events);
  }
  const perPage = 17;
  for (let page = 1; page <= Math.ceil(all.length / perPage) + 1; page++) {
    const paging = { page, perPage, maxBytes: 1e9 };
    const found = await listEvents(world.database.kysely, search, paging, new Date(world.now));
    if (!found.ok) throw new Error('the page is too large');
    expect({ page, count: found.value.count, ids: found.value.items.map(({ id }) => id) }).toEqual({
      page,
      count: all.length,
      ids: all.slice((page - 1) * perPage, page * perPage),
    });
  }
}

/** What the ranges hold must be what is there, and no range is left without events. */
async function expectExactRanges(world: World): Promise<void> {
  const wrong = await world.query(`with there as (
  select story_id, id, created_at from event where not is_deleted
  union all
  select g.story_id, g.first_id + o, g.created_at from event_group g, unnest(g.id_offsets) as o
  where g.first_id + o <> all(g.deleted_ids)
), wanted as (
  select story_id, bits, id >> bits as range, count(*) as events, min(created_at) as oldest, max(created_at) as newest
  from there, (values (8::smallint), (16::smallint)) as width(bits) group by 1, 2, 3
)
select * from wanted full join event_range kept using (story_id, bits, range)
where kept.events is distinct from wanted.events or not (kept.oldest <= wanted.oldest and kept.newest >= wanted.newest)`);
  expect(wrong).toEqual([]);
}

describe.each(testDatabases)('events of a story on the $kind database', ({ open }) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());

  test.each([1, 2])('are counted and found as if each row was looked at (seed %i)', async (seed) => {
    await opened.empty();
    const world = new World(opened.database);
    await world.start();
    const history = new History(world, [await world.addStory(1_200), await world.addStory(1_200)], seed);
    let most = 0;
    for (let round = 0; round < 8; round++) {
      for (let steps = 0; steps < 15; steps++) await history.step();
      await expectExactRanges(world);
      for (const { id } of history.stories) {
        await expectPages(world, id);
        most = Math.max(most, (await plainly(world, id)).length);
      }
    }
    expect(most).toBeGreaterThan(100);

    await world.query('update run set is_kept = false');
    world.now += 2 * hour;
    await world.sweep();
    await world.query(`update run set look_at = '-infinity' where look_at is not null`);
    await world.sweep();
    expect(await world.count('event_range')).toBe(0);
    await world.stop();
  });

  test('are not listed for whom their team is hidden', async () => {
    await opened.empty();
    const world = new World(opened.database);
    await world.start();
    const story = await world.addStory();
    await world.finishedRun(story);
    const paging = { page: 1, perPage: 20, maxBytes: 1e9 };
    const search = { teamIds: [], storyId: story.id };
    const found = await listEvents(opened.database.kysely, search, paging, new Date(world.now));
    expect(found).toEqual({ ok: true, value: { items: [], count: 0 } });
    await world.stop();
  });
});
