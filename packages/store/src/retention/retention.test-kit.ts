/** Stories whose runs are written through the engine's commits, at any time; and what is left of them. */
import type { EngineStore, NewEvent, NewLog, PathMap, RunProgress, UnitCommit, WrittenDelivery } from '@fabula/engine';
import { type ActionId, asId, type DeliveryId, type EventId, type ProcessId, type StoryId } from '@fabula/model';
import type { Database } from '../database/database.ts';
import { aCommit, aDelivery, aLog, anEvent, aRun } from '../queue/commits.test-kit.ts';
import { createEngineStore } from '../queue/engine-store.ts';
import { deleteEvent } from '../repositories/delete-events.ts';
import { addRemoved, nothingRemoved, type Removed } from './removal.ts';
import { createSweeper, type Sweeper } from './sweep.ts';

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

export interface TestStory {
  readonly id: StoryId;
  /** `hook`, `step` and `loop`. */
  readonly actions: Readonly<Record<'hook' | 'step' | 'loop', ActionId>>;
}

export interface Wrote {
  readonly id: EventId;
  readonly path: PathMap;
}

let lastId = 0;
export function newId(): number {
  lastId += 1;
  return lastId;
}

export class World {
  readonly database: Database;
  readonly sweeper: Sweeper;
  now = Date.UTC(2026, 0, 1, 12);
  private readonly store: EngineStore;
  private process: ProcessId | null = null;
  private commits = 0;

  constructor(database: Database) {
    this.database = database;
    this.store = createEngineStore(database);
    this.sweeper = createSweeper(database);
  }

  async start(): Promise<void> {
    this.process = await this.store.register();
  }

  async stop(): Promise<void> {
    if (this.process !== null) await this.store.unregister(this.process);
  }

  async addStory(keepEventsFor = 3_600, runsToSave: number | null = null): Promise<TestStory> {
    const { rows } = await this.database.pool.query<{ id: number }>(
      `with team as (insert into team (name) values ('Team') returning id),
story as (insert into story (team_id, guid, name, slug, keep_events_for, schema_version, carried)
  select id, $1, 'Story', 'story', $2, 30, '{}' from team returning id)
select id from story`,
      [`story-${newId()}`, keepEventsFor],
    );
    const id = rows[0]?.id ?? 0;
    const actions: number[] = [];
    for (const slug of ['hook', 'step', 'loop']) {
      const added = await this.database.pool.query<{ id: number }>(
        `insert into action (story_id, position, guid, type, name, slug, options, x, y, carried, runs_to_save)
values ($1, 0, $2, 'webhook', $3, $3, '{}', 0, 0, '{}', $4) returning id`,
        [id, `action-${newId()}`, slug, slug === 'hook' ? runsToSave : null],
      );
      actions.push(added.rows[0]?.id ?? 0);
    }
    const [hook = 0, step = 0, loop = 0] = actions;
    return { id: asId(id), actions: { hook: asId(hook), step: asId(step), loop: asId(loop) } };
  }

  async commit(...commits: readonly Partial<UnitCommit>[]): Promise<void> {
    if (this.process === null) throw new Error('start the world first');
    const result = await this.store.commit(this.process, ++this.commits, commits.map(aCommit));
    if (!result.ok) throw new Error(JSON.stringify(result.error));
  }

  run(story: TestStory, parts: Partial<RunProgress> = {}): RunProgress {
    return aRun(newId(), {
      storyId: story.id,
      rootActionId: story.actions.hook,
      startedAt: this.now,
      endedAt: this.now,
      ...parts,
    });
  }

  event(
    run: RunProgress,
    story: TestStory,
    slug: keyof TestStory['actions'],
    after: Wrote | null,
    id = newId(),
  ): NewEvent {
    const path = new Map(after?.path ?? []);
    path.set(slug, asId<EventId>(id));
    return anEvent(id, {
      runId: run.id,
      storyId: story.id,
      actionId: story.actions[slug],
      parentId: after?.id ?? null,
      slug,
      path,
      createdAt: this.now,
      payloadText: `{"of": ${id}}`,
    });
  }

  delivery(run: RunProgress, story: TestStory, event: Wrote, dueAt: number | null): WrittenDelivery {
    return aDelivery(newId(), {
      runId: run.id,
      storyId: story.id,
      actionId: story.actions.step,
      eventId: event.id,
      dueAt,
    });
  }

  log(run: RunProgress, story: TestStory, level: NewLog['level'] = 3): NewLog {
    return aLog(newId(), {
      runId: run.id,
      storyId: story.id,
      actionId: story.actions.hook,
      level,
      createdAt: this.now,
    });
  }

  /** A run of a webhook and a step, which has ended. */
  async finishedRun(story: TestStory): Promise<{ run: RunProgress; hook: NewEvent; step: NewEvent }> {
    const run = this.run(story, { addedEvents: 2, addedActionRuns: 2 });
    const hook = this.event(run, story, 'hook', null);
    const step = this.event(run, story, 'step', hook);
    await this.commit({ runs: [run], events: [hook, step] });
    return { run, hook, step };
  }

  /** A run whose webhook event waits to be delivered. */
  async waitingRun(
    story: TestStory,
    dueAt: number | null,
  ): Promise<{ run: RunProgress; hook: NewEvent; wait: DeliveryId }> {
    const run = this.run(story, { addedEvents: 1, addedActionRuns: 1 });
    const hook = this.event(run, story, 'hook', null);
    const wait = this.delivery(run, story, hook, dueAt);
    await this.commit({ runs: [run], events: [hook], deliveries: [wait] });
    return { run, hook, wait: wait.id };
  }

  /** Sweeps until nothing is left to do. */
  async sweep(): Promise<Removed> {
    let removed = nothingRemoved;
    for (let turns = 0; turns < 1_000; turns++) {
      const report = await this.sweeper.sweep(this.now);
      removed = addRemoved(removed, report.removed);
      if (!report.isMore) return removed;
    }
    throw new Error('the sweep finds no end');
  }

  async deleteEvent(event: { readonly id: EventId }): Promise<void> {
    if (!(await deleteEvent(this.database.kysely, event.id))) throw new Error(`there is no event ${event.id}`);
  }

  async eventIds(storyId?: StoryId): Promise<number[]> {
    const { rows } = await this.database.pool.query<{ id: number }>(
      'select id from any_event where $1::bigint is null or story_id = $1 order by id',
      [storyId ?? null],
    );
    return rows.map((row) => row.id);
  }

  async count(table: string): Promise<number> {
    const { rows } = await this.database.pool.query<{ count: number }>(`select count(*)::int as count from "${table}"`);
    return rows[0]?.count ?? 0;
  }

  async runIds(): Promise<number[]> {
    const { rows } = await this.database.pool.query<{ id: number }>('select id from run order by id');
    return rows.map((row) => row.id);
  }

  async counts(actionId: ActionId): Promise<{ events: number; logs: number; errors: number } | null> {
    const { rows } = await this.database.pool.query<{ events: number; logs: number; errors: number }>(
      'select events_count as events, logs_count as logs, errors_count as errors from action_activity where action_id = $1',
      [actionId],
    );
    return rows[0] ?? null;
  }

  async query(text: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> {
    return (await this.database.pool.query(text, [...values])).rows;
  }
}
