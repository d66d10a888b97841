/** Events as the engine reads them: by id and by exit, whatever their age, whether they have a row each or share one. */
import type { RunRecord, StoredEvent } from '@fabula/engine';
import { type ActionId, asId, type EventId, type RunId } from '@fabula/model';
import type pg from 'pg';
import { groupedOutputs, groupedParent, groupedPath } from '../database/grouped-events.ts';
import { numbers } from './array-literal.ts';
import { type RunRow, toRunRecord } from './claimed-row.ts';

export async function loadStoredEvents(pool: pg.Pool, ids: readonly EventId[]): Promise<StoredEvent[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<EventRow>({
    name: 'load-events',
    text: `select id, action_id, parent_id, slug, path, payload from event where id = any($1::bigint[])
union all
select g.first_id + g.id_offsets[item.place], g.action_id, ${groupedParent('g', 'item.place')}, g.slug,
  ${groupedPath('g', 'item.place')}, item.payload
from (select last_id, first_id, array_agg(place) as places from fabula_grouped($1::bigint[]) group by last_id, first_id) found
${groupedOutputs}`,
    values: [numbers(ids)],
  });
  return rows.map(toStoredEvent);
}

export async function findRunOfEvent(pool: pg.Pool, id: EventId): Promise<RunRecord | null> {
  const { rows } = await pool.query<RunRow>({
    name: 'find-run-of-event',
    text: `select r.id, r.guid, r.story_id, r.origin, r.caller_id, r.started_at, coalesce(r.root_action_id, found.action_id) as root_action_id,
  r.trace_parent, r.answer_to
from (
  select run_id, action_id from event where id = $1
  union all
  select g.run_id, g.action_id from fabula_grouped(array[$1::bigint]) place
  join event_group g on g.last_id = place.last_id and g.first_id = place.first_id
) found join run r on r.id = found.run_id`,
    values: [id],
  });
  return rows[0] === undefined ? null : toRunRecord(rows[0]);
}

/** The first event that one of these actions wrote in the run. */
export async function findExitEvent(
  pool: pg.Pool,
  runId: RunId,
  actionIds: readonly ActionId[],
): Promise<StoredEvent | null> {
  const { rows } = await pool.query<EventRow>({
    name: 'find-exit',
    text: `(select id, action_id, parent_id, slug, path, payload from event
where run_id = $1 and action_id = any($2::bigint[]) order by id limit 1)
union all
(select g.first_id + g.id_offsets[1], g.action_id, ${groupedParent('g', '1')}, g.slug, ${groupedPath('g', '1')},
  (select item.payload from json_array_elements(g.payloads) with ordinality as item(payload, place) where item.place = 1)
from event_group g where g.run_id = $1 and g.action_id = any($2::bigint[]) order by g.first_id limit 1)
order by id limit 1`,
    values: [runId, numbers(actionIds)],
  });
  return rows[0] === undefined ? null : toStoredEvent(rows[0]);
}

interface EventRow {
  readonly id: number;
  readonly action_id: number;
  readonly parent_id: number | null;
  readonly slug: string;
  readonly path: string;
  readonly payload: string;
}

function toStoredEvent(row: EventRow): StoredEvent {
  return {
    id: asId<EventId>(row.id),
    actionId: asId<ActionId>(row.action_id),
    parentId: row.parent_id === null ? null : asId<EventId>(row.parent_id),
    slug: row.slug,
    path: readPath(row.path),
    payloadText: row.payload,
  };
}

/** `{"slug":id,…}` as a commit writes it. Not JSON.parse: slugs that look like numbers must keep their place. */
function readPath(text: string): Map<string, EventId> {
  const path = new Map<string, EventId>();
  for (const [, slug, id] of text.matchAll(/("(?:[^"\\]|\\.)*"):(\d+)/g)) {
    path.set(JSON.parse(slug ?? '""'), asId<EventId>(Number(id)));
  }
  return path;
}
