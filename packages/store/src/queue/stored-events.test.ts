import type { EngineStore, NewEvent } from '@fabula/engine';
import { type ActionId, asId, type DeliveryId, type EventId, type ProcessId, type RunId } from '@fabula/model';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { aCommit, anEvent, aRun, noon } from './commits.test-kit.ts';
import { createEngineStore } from './engine-store.ts';

const runId = asId<RunId>(1);
const explode = asId<ActionId>(2);
const transform = asId<ActionId>(3);
/** What is lost by whoever reads an output instead of copying it. */
const letters = [
  '{"b":1,"2":0,"1":9007199254740993,"x":1.0,"e":1e400}',
  '{"nul":"\\u0000","half":"\\ud800","quote":"\\"\\\\","nothing":null}',
  '"{a,b}"',
  '[[],{},"NULL",null]',
  '"ü € 😀"',
  'null',
  '{ "spaced" : [ 1 , 2 ] }',
  '12345678901234567890',
];

/** A hook, what it exploded into, and what became of each item: ids as the engine gives them, events and deliveries in turn. */
const hook = anEvent(1, { path: new Map([['hook', asId<EventId>(1)]]) });
const exploded = letters.map((payloadText, index) => {
  const id = asId<EventId>(10 + index * 2);
  return sibling(id, {
    actionId: explode,
    slug: 'a"b\\',
    path: way(hook).set('a"b\\', id),
    parentId: hook.id,
    payloadText,
  });
});
const transformed = exploded.map((parent, index) => {
  const id = asId<EventId>(40 + index * 3);
  const path = way(parent).set('10', id);
  return sibling(id, { actionId: transform, slug: '10', path, parentId: parent.id, createdAt: noon + index * 7 });
});
const written = [hook, ...exploded, ...transformed];

function sibling(id: EventId, parts: Partial<NewEvent>): NewEvent {
  return anEvent(id, { payloadText: `{"n":${id}}`, ...parts });
}

function way(event: NewEvent): Map<string, EventId> {
  return new Map(event.path);
}

describe.each(testDatabases)('events as the engine reads them, $kind', ({ open }) => {
  let test: TestDatabase;
  let store: EngineStore;
  let me: ProcessId;

  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    await test.empty();
    store = createEngineStore(test.database);
    me = await store.register();
    return () => store.unregister(me);
  });

  const commit = (events: readonly NewEvent[]) => store.commit(me, 1, [aCommit({ runs: [aRun(1)], events })]);
  const rows = async <T extends object>(sql: string): Promise<T[]> => (await test.database.pool.query<T>(sql)).rows;
  const load = async (ids: readonly number[]) => {
    const events = await store.loadEvents(ids.map((id) => asId<EventId>(id)));
    return events.map((event) => ({ ...event, path: [...event.path] })).sort((a, b) => a.id - b.id);
  };
  const asLoaded = ({ id, actionId, parentId, slug, path, payloadText }: NewEvent) => ({
    id,
    actionId,
    parentId,
    slug,
    path: [...path],
    payloadText,
  });

  it('lead to their run', async () => {
    const run = aRun(1, { callerId: asId<DeliveryId>(9), traceParent: 'trace' });
    await store.commit(me, 1, [aCommit({ runs: [run], events: written })]);
    const found = { id: 1, guid: run.guid, callerId: 9, rootActionId: 1, traceParent: 'trace', startedAt: noon };
    for (const id of [hook.id, exploded[3]?.id])
      expect(await store.findRunOf(asId<EventId>(id ?? 0))).toMatchObject(found);
    expect(await store.findRunOf(asId<EventId>(11))).toBeNull();
  });

  it('are as they were written, whether they share a row or not', async () => {
    expect(await commit(written)).toEqual({ ok: true });
    expect(
      await rows('select (select count(*) from event) as singles, (select count(*) from event_group) as groups'),
    ).toEqual([{ singles: 1, groups: 2 }]);
    expect(await load(written.map((event) => event.id))).toEqual(written.map(asLoaded));
  });

  it('one alone is found by its id', async () => {
    await commit(written);
    for (const event of written) expect(await load([event.id])).toEqual([asLoaded(event)]);
  });

  it('ids between those of a group are nobody’s', async () => {
    await commit(written);
    expect(await load([2, 9, 11, 41, 42, 62, 70_000])).toEqual([]);
  });

  it('groups whose ids lie among each other are told apart', async () => {
    const even = exploded.map((event, index) => ({ ...event, id: asId<EventId>(100 + index * 2) }));
    const odd = transformed.map((event, index) => ({ ...event, id: asId<EventId>(101 + index * 2) }));
    await commit([...even, ...odd]);
    expect((await load([106, 107])).map((event) => event.payloadText)).toEqual([
      even[3]?.payloadText,
      odd[3]?.payloadText,
    ]);
  });

  it('one without a parent has none in a group either', async () => {
    const roots = exploded.map((event) => ({ ...event, parentId: null }));
    const mixed = transformed.map((event, index) => ({ ...event, parentId: index === 2 ? null : event.parentId }));
    await commit([...roots, ...mixed]);
    expect(await load(roots.map((event) => event.id))).toEqual(roots.map(asLoaded));
    expect(await load(mixed.map((event) => event.id))).toEqual(mixed.map(asLoaded));
  });

  it('the first exit of a run is found in either kind of row', async () => {
    await commit(written);
    const exit = async (...actions: ActionId[]) => {
      const event = await store.findExit(runId, actions);
      return event === null ? null : { ...event, path: [...event.path] };
    };
    expect(await exit(hook.actionId, explode)).toEqual(asLoaded(hook));
    expect(await exit(transform, explode)).toEqual(exploded[0] && asLoaded(exploded[0]));
    expect(await exit(asId<ActionId>(9))).toBeNull();
  });

  it('the view shows each as an event, with its own time', async () => {
    await commit(written);
    const shown = await rows(
      'select id, run_id, action_id, parent_id, slug, path, payload, created_at from any_event order by id',
    );
    expect(shown).toEqual(
      written.map((event) => ({
        id: event.id,
        run_id: 1,
        action_id: event.actionId,
        parent_id: event.parentId,
        slug: event.slug,
        path: expect.any(String),
        payload: event.payloadText,
        created_at: new Date(event.createdAt),
      })),
    );
    const paths = await rows<{ path: string }>('select path from any_event where action_id = 3 order by id limit 1');
    expect(paths).toEqual([{ path: '{"hook":1,"a\\"b\\\\":10,"10":40}' }]);
  });

  it('an output that is not JSON fails the commit, not the database', async () => {
    const broken = exploded.map((event, index) => ({ ...event, payloadText: index === 3 ? '{"broken"' : '1' }));
    expect(await commit(broken)).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(await rows('select id from any_event')).toEqual([]);
  });
});
