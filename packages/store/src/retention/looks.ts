/** Looks at runs one by one: those that go on beyond their story's period, and those of which an event was deleted. */
import { type Ask, at } from './ask.ts';
import { type Removed, removeUnneeded } from './removal.ts';
import { type Member, RunLook } from './run-look.ts';
import { cutoffOf, nextLook, type Pending } from './times.ts';

interface DueRun {
  readonly id: number;
  readonly weight: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly isKept: boolean;
  /** null: its story was deleted. */
  readonly keepMs: number | null;
}

interface PendingOfRun extends Pending {
  readonly received: readonly number[];
}

export interface Looks {
  readonly removed: Removed | null;
  /** Runs of which nothing is needed: they go as a whole. */
  readonly over: readonly { readonly id: number; readonly weight: number; readonly state: 'gone' | 'ended' }[];
  readonly isMore: boolean;
}

/** Whoever looks at a run has so long to say when to look again; then others may. */
const leaseMs = 10 * 60_000;

/** Most rows that one statement gives. */
const page = { events: 5_000, groups: 25 };

/** Looks at up to `limit` runs whose time has come, and removes what they need no more. */
export async function lookAtRuns(ask: Ask, now: number, limit: number): Promise<Looks> {
  const due = await takeDue(ask, now, limit);
  if (due.length === 0) return { removed: null, over: [], isMore: false };
  const ids = due.map(({ id }) => id);
  // Deliveries first, in one statement: see RunLook.
  const pending = await readPending(ask, ids);
  const over: { id: number; weight: number; state: 'gone' | 'ended' }[] = [];
  const looks = new Map<number, { readonly run: DueRun; readonly keepMs: number; readonly look: RunLook }>();
  for (const run of due) {
    const { id, weight, keepMs, endedAt, isKept } = run;
    if (keepMs === null) over.push({ id, weight, state: 'gone' });
    else if (!isKept && !pending.has(id) && endedAt <= cutoffOf(now, keepMs)) over.push({ id, weight, state: 'ended' });
    else {
      const showsAfter = isKept ? Number.NEGATIVE_INFINITY : cutoffOf(now, keepMs);
      looks.set(id, { run, keepMs, look: new RunLook(showsAfter, pending.get(id)?.received ?? []) });
    }
  }
  const groupOf = await readRows(ask, [...looks.keys()], (runId, row) => looks.get(runId)?.look.add(row));
  const eventIds: number[] = [];
  const groups = new Map<string, { firstId: number; lastId: number; ids: number[] }>();
  const runs: { id: number; cutoff: number }[] = [];
  for (const { run, keepMs, look } of looks.values()) {
    for (const id of look.unneeded()) {
      const group = groupOf.get(id);
      if (group === undefined) eventIds.push(id);
      else {
        const key = `${group.lastId} ${group.firstId}`;
        const known = groups.get(key);
        if (known === undefined) groups.set(key, { ...group, ids: [id] });
        else known.ids.push(id);
      }
    }
    if (!run.isKept) runs.push({ id: run.id, cutoff: cutoffOf(now, keepMs) });
  }
  const { removed, isMore } = await removeInSlices(ask, eventIds, [...groups.values()], runs);
  // Logs that were left over: the lease is not ended but shortened, so the runs come up again at once.
  const next = [...looks.values()].map(({ run, keepMs, look }) => ({
    id: run.id,
    at: isMore
      ? now
      : nextLook({ ...run, keepMs, oldestShownAt: look.oldestShownAt, pending: pending.get(run.id) ?? null }, now),
  }));
  await settle(ask, now, next);
  return { removed, over, isMore: due.length === limit || isMore };
}

async function takeDue(ask: Ask, now: number, limit: number): Promise<DueRun[]> {
  const rows = await ask<{
    id: number;
    weight: number;
    started: number;
    ended: number;
    is_kept: boolean;
    keep: number | null;
  }>(
    // arrays of ids: whatever the planner guesses, rows are found by their ids
    `with due as materialized (
  select id from run where look_at <= ${at('$1')} order by look_at limit $2::int
), locked as materialized (
  select id from run where id = any(array(select id from due)) order by id for update
)
update run r set look_at = ${at('$3')} where r.id = any(array(select id from locked))
returning r.id, greatest(r.event_count, r.action_run_count) + 1 as weight, extract(epoch from r.started_at)::float8 * 1000 as started,
  extract(epoch from r.ended_at)::float8 * 1000 as ended, r.is_kept,
  (select s.keep_events_for from story s where s.id = r.story_id) as keep`,
    [now, limit, now + leaseMs],
  );
  return rows.map((row) => ({
    id: row.id,
    weight: row.weight,
    startedAt: row.started,
    endedAt: row.ended,
    isKept: row.is_kept,
    keepMs: row.keep === null ? null : row.keep * 1_000,
  }));
}

async function readPending(ask: Ask, runIds: readonly number[]): Promise<Map<number, PendingOfRun>> {
  const rows = await ask<{ run_id: number; received: number[]; next_due: number | null }>(
    `select run_id, coalesce(array_agg(distinct event_id) filter (where event_id is not null), '{}') as received,
  extract(epoch from min(due_at))::float8 * 1000 as next_due
from delivery where run_id = any($1::bigint[]) group by run_id`,
    [runIds],
  );
  return new Map(rows.map((row) => [row.run_id, { received: row.received, nextDueAt: row.next_due }]));
}

interface Group {
  readonly firstId: number;
  readonly lastId: number;
}

/** Reads what the runs wrote, without the payloads. Gives the group of each event that is in one. */
async function readRows(
  ask: Ask,
  runIds: readonly number[],
  add: (runId: number, row: { createdAt: number; members: readonly Member[] }) => void,
): Promise<Map<number, Group>> {
  const groupOf = new Map<number, Group>();
  if (runIds.length === 0) return groupOf;
  let after = { runId: 0, id: 0 };
  for (;;) {
    const rows = await ask<{ id: number; run_id: number; created: number; is_deleted: boolean; path: string }>(
      `select id, run_id, extract(epoch from created_at)::float8 * 1000 as created, is_deleted, path from event
where run_id = any($1::bigint[]) and (run_id, id) > ($2::bigint, $3::bigint) order by run_id, id limit $4::int`,
      [runIds, after.runId, after.id, page.events],
    );
    for (const row of rows) {
      const member = { id: row.id, isDeleted: row.is_deleted, shows: idsOf(row.path) };
      add(row.run_id, { createdAt: row.created, members: [member] });
      after = { runId: row.run_id, id: row.id };
    }
    if (rows.length < page.events) break;
  }
  after = { runId: 0, id: 0 };
  for (;;) {
    const rows = await ask<GroupRow>(
      `select first_id, last_id, run_id, extract(epoch from created_at)::float8 * 1000 as created, deleted_ids, id_offsets, path_offsets
from event_group where run_id = any($1::bigint[]) and (run_id, first_id) > ($2::bigint, $3::bigint) order by run_id, first_id limit $4::int`,
      [runIds, after.runId, after.id, page.groups],
    );
    for (const row of rows) {
      const group = { firstId: row.first_id, lastId: row.last_id };
      const members = membersOf(row);
      for (const { id } of members) groupOf.set(id, group);
      add(row.run_id, { createdAt: row.created, members });
      after = { runId: row.run_id, id: row.first_id };
    }
    if (rows.length < page.groups) return groupOf;
  }
}

/** `{"slug":id,…}` as commits write it. A slug holds no quote, colon or digit sequence that would pass for `":id`. */
function idsOf(path: string): number[] {
  return Array.from(path.matchAll(/":(\d+)[,}]/g), ([, id]) => Number(id));
}

interface GroupRow {
  readonly first_id: number;
  readonly last_id: number;
  readonly run_id: number;
  readonly created: number;
  readonly deleted_ids: number[];
  readonly id_offsets: number[];
  readonly path_offsets: number[];
}

function membersOf({
  first_id: first,
  deleted_ids: deletedIds,
  id_offsets: offsets,
  path_offsets: path,
}: GroupRow): Member[] {
  const deleted = new Set(deletedIds);
  const slugs = path.length / offsets.length;
  return offsets.map((offset, place) => ({
    id: first + offset,
    isDeleted: deleted.has(first + offset),
    shows: path.slice(place * slugs, (place + 1) * slugs).map((shown) => first + shown),
  }));
}

/** Most events that one statement removes, and groups that it rewrites. */
const slice = { events: 2_000, groups: 10 };

async function removeInSlices(
  ask: Ask,
  eventIds: readonly number[],
  groups: readonly { firstId: number; lastId: number; ids: readonly number[] }[],
  runs: readonly { id: number; cutoff: number }[],
): Promise<{ removed: Removed; isMore: boolean }> {
  const first = await removeUnneeded(ask, {
    eventIds: eventIds.slice(0, slice.events),
    groups: groups.slice(0, slice.groups),
    runs,
  });
  let removed = first.removed;
  for (let part = 1; part * slice.events < eventIds.length || part * slice.groups < groups.length; part++) {
    const rest = await removeUnneeded(ask, {
      eventIds: eventIds.slice(part * slice.events, (part + 1) * slice.events),
      groups: groups.slice(part * slice.groups, (part + 1) * slice.groups),
      runs: [],
    });
    removed = { ...removed, events: removed.events + rest.removed.events };
  }
  return { removed, isMore: first.isMore };
}

/** Unless an event was deleted, or the run is no longer kept, since it was taken: then it is due again already. */
async function settle(
  ask: Ask,
  now: number,
  next: readonly { readonly id: number; readonly at: ReturnType<typeof nextLook> }[],
): Promise<void> {
  if (next.length === 0) return;
  await ask(
    `with locked as materialized (
  select id from run where id = any($1::bigint[]) and look_at = ${at('$3')} order by id for update
)
update run set look_at = given.next_at::timestamptz from unnest($1::bigint[], $2::text[]) as given(id, next_at)
where run.id = any(array(select id from locked)) and given.id = run.id`,
    [
      next.map(({ id }) => id),
      next.map((each) => {
        if (each.at === 'with the others') return null;
        return each.at === 'never' ? 'infinity' : new Date(each.at).toISOString();
      }),
      now + leaseMs,
    ],
  );
}
