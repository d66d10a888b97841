/**
 * Events as rows: single ones in `event`, siblings in `event_group` (migration 4).
 *
 * A group's arrays travel as texts inside one array of texts, its outputs as one JSON text. Tried instead, for 100 outputs:
 * `json[]` from an array of array texts (+20 % CPU of the database, twice that of Node), and flat arrays put together by
 * `array_agg` (twice both).
 */
import type { NewEvent, UnitCommit } from '@fabula/engine';
import { Columns, numbers, texts } from './array-literal.ts';
import { groupSiblings } from './siblings.ts';
import { at, type Part } from './statement-part.ts';

const insertEvents = `insert into event (id, run_id, story_id, action_id, parent_id, slug, path, payload, is_re_emitted, created_at)
select t.id, t.run_id, t.story_id, t.action_id, t.parent_id, t.slug, t.path, t.payload, t.is_re_emitted, ${at('t.created_at')}
from rows from (unnest($$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::text[], $$::bool[], $$::float8[]),
json_array_elements($$::json), json_array_elements($$::json))
as t(id, run_id, story_id, action_id, parent_id, slug, is_re_emitted, created_at, path, payload)`;

const insertGroups = `insert into event_group (first_id, last_id, run_id, story_id, action_id, slug, created_at, id_offsets, ages, parent_offsets,
path_slugs, path_offsets, payloads)
select t.first_id, t.last_id, t.run_id, t.story_id, t.action_id, t.slug, ${at('t.created_at')}, t.id_offsets::int[], t.ages::int[],
t.parent_offsets::int[], t.path_slugs::text[], t.path_offsets::int[], t.payloads
from unnest($$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::text[], $$::float8[], $$::text[], $$::text[],
$$::text[], $$::text[], $$::text[], $$::json[])
as t(first_id, last_id, run_id, story_id, action_id, slug, created_at, id_offsets, ages, parent_offsets, path_slugs, path_offsets, payloads)`;

export function eventParts(commits: readonly UnitCommit[]): (Part | null)[] {
  const only = commits.length === 1 ? commits[0] : undefined;
  const { singles, groups } = groupSiblings(only?.events ?? commits.flatMap((commit) => commit.events));
  return [singlePart(singles), groupPart(groups)];
}

function singlePart(events: readonly NewEvent[]): Part | null {
  if (events.length === 0) return null;
  const columns = new Columns(8);
  // paths and payloads are JSON anyway: as one JSON list each they need no quoting here and none is taken off there
  const paths: string[] = [];
  const payloads: string[] = [];
  for (const event of events) {
    paths.push(pathText(event.path));
    payloads.push(event.payloadText);
    columns.add(
      event.id,
      event.runId,
      event.storyId,
      event.actionId,
      event.parentId,
      event.slug,
      event.isReEmitted,
      event.createdAt,
    );
  }
  return {
    name: 'new_event',
    shortName: 'ne',
    sql: insertEvents,
    values: [...columns.toParameters(), `[${paths.join(',')}]`, `[${payloads.join(',')}]`],
  };
}

/** Written by hand: an object literal would reorder slugs that look like numbers. */
function pathText(path: NewEvent['path']): string {
  let members = '';
  path.forEach((id, slug) => {
    members += `${members === '' ? '' : ','}${quoted(slug)}:${id}`;
  });
  return `{${members}}`;
}

/** Slugs are the same few, again and again. */
const quotedSlugs = new Map<string, string>();

function quoted(slug: string): string {
  let text = quotedSlugs.get(slug);
  if (text === undefined) {
    text = JSON.stringify(slug);
    if (quotedSlugs.size > 10_000) quotedSlugs.clear();
    quotedSlugs.set(slug, text);
  }
  return text;
}

function groupPart(groups: readonly (readonly NewEvent[])[]): Part | null {
  const columns = new Columns(13);
  let count = 0;
  for (const events of groups) {
    const first = events[0];
    const last = events.at(-1);
    if (first === undefined || last === undefined) continue;
    count++;
    const offsets: number[] = [];
    const pathOffsets: number[] = [];
    const payloads: string[] = [];
    let newest = first.createdAt;
    for (const { id, path, payloadText, createdAt } of events) {
      offsets.push(id - first.id);
      for (const outputId of path.values()) pathOffsets.push(outputId - first.id);
      payloads.push(payloadText);
      if (createdAt > newest) newest = createdAt;
    }
    columns.add(
      first.id,
      last.id,
      first.runId,
      first.storyId,
      first.actionId,
      first.slug,
      newest,
      numbers(offsets),
      numbers(oneForAll(events.map(({ createdAt }) => Math.round((newest - createdAt) * 1_000)))),
      numbers(oneForAll(events.map(({ parentId }) => (parentId === null ? null : parentId - first.id)))),
      texts(first.path.keys()),
      numbers(pathOffsets),
      `[${payloads.join(',')}]`,
    );
  }
  if (count === 0) return null;
  return {
    name: 'new_event_group',
    shortName: 'ng',
    sql: insertGroups,
    values: columns.toParameters(),
  };
}

/** A single entry when all are the same. */
function oneForAll<T>(values: readonly T[]): readonly T[] {
  return values.every((value) => value === values[0]) ? values.slice(0, 1) : values;
}
