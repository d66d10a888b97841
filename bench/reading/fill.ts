/** A database with very many stories, and one story with very many events: made by the database itself, row by row the same. */
import { asId, type StoryId } from '@fabula/model';
import type { Database } from '@fabula/store';

/** Words of names and tags, by how many stories have one. */
export const found = {
  'one in a thousand': { word: 'quarterly', tag: 'rare' },
  'one in a hundred': { word: 'phishing', tag: 'seldom' },
  'one in ten': { word: 'onboarding', tag: 'common' },
  'one in two': { word: 'weekday', tag: 'usual' },
} as const;

export async function fillStories({ pool }: Database, count: number): Promise<void> {
  const { rows } = await pool.query<{ id: number }>(`insert into team (name) values ('Bench') returning id`);
  const users = await pool.query<{ id: number }>(
    `insert into app_user (email, first_name, last_name) values ('ada@example.com', 'Ada', 'Byron') returning id`,
  );
  const [teamId, userId] = [rows[0]?.id, users.rows[0]?.id];
  for (let from = 0; from < count; from += 10_000) {
    await pool.query(
      `with added as (
  insert into story (team_id, user_id, guid, name, slug, description, keep_events_for, schema_version, carried, edited_at, is_disabled, is_priority)
  select $1, $2, 'bench-' || n, initcap(md5((n / 7)::text)) || case when n % 1000 = 0 then ' quarterly' else '' end
    || case when n % 100 = 0 then ' phishing' else '' end || case when n % 10 = 0 then ' onboarding' else '' end
    || case when n % 2 = 0 then ' weekday' else ' other' end,
    'story_' || n, repeat('What it is for. ', 8), 604800, 30, '{}', now() - n * 7919 % 1000003 * interval '1 second', n % 50 = 0, n % 20 = 0
  from generate_series($3::int + 1, $4::int) as n returning id, substr(guid, 7)::int as n
), owned as (
  insert into story_owner (story_id, user_id) select id, $2 from added
), acting as (
  insert into action (story_id, position, guid, type, name, slug, options, x, y, carried)
  select id, place, 'action-' || place, 'Agents::EventTransformationAgent', 'Change', 'change', '{}', 0, 0, '{}'
  from added cross join lateral generate_series(1, n % 5) as place
), named as (
  insert into tag (name) values ('rare'), ('seldom'), ('common'), ('usual'), ('other')
  on conflict (name) do update set name = excluded.name returning id, name
)
insert into story_tag (story_id, tag_id, position)
select added.id, named.id, 0 from added join named
  on n % case name when 'rare' then 1000 when 'seldom' then 100 when 'common' then 10 when 'usual' then 2 else 3 end = 0`,
      [teamId, userId, from, Math.min(from + 10_000, count)],
    );
  }
}

const eventsPerRun = 4;
const idsPerRun = 10;

/**
 * Of runs of four events, a few of which have expired and wait for the sweep. Ids have gaps as they have in life: runs and
 * deliveries take theirs from the same numbers.
 */
export async function fillEvents({ pool }: Database, count: number, report: (done: number) => void): Promise<StoryId> {
  const { rows } = await pool.query<{ id: number }>(
    `insert into story (team_id, guid, name, slug, keep_events_for, schema_version, carried)
select id, 'bench-events', 'Events', 'events', 604800, 30, '{}' from team order by id limit 1 returning id`,
  );
  const storyId = asId<StoryId>(rows[0]?.id ?? 0);
  const runs = Math.ceil(count / eventsPerRun);
  const chunk = 20_000;
  for (let from = 0; from < runs; from += chunk) {
    await pool.query(
      `with added as (
  insert into run (id, guid, story_id, origin, started_at, ended_at, event_count, action_run_count, root_action_id)
  select n::bigint * ${idsPerRun}, md5(n::text)::uuid, $1, 'webhook', at, at, ${eventsPerRun}, ${eventsPerRun}, 1
  from generate_series($2::int, $3::int - 1) as n,
    lateral (select now() - interval '604900 seconds' + n::float8 / $4::float8 * interval '604900 seconds' as at) as time
  returning id, started_at
)
insert into event (id, run_id, story_id, action_id, parent_id, slug, path, payload, is_re_emitted, created_at)
select id + place, id, $1, place, case when place > 1 then id + place - 1 end, 'step_' || place,
  (select ('{' || string_agg('"step_' || p || '":' || id + p, ',' order by p) || '}')::json from generate_series(1, place) as p),
  ('{"text":"' || repeat(md5((id + place)::text), 7) || '"}')::json, false, started_at
from added cross join generate_series(1, ${eventsPerRun}) as place`,
      [storyId, from, Math.min(from + chunk, runs), runs],
    );
    report(Math.min(from + chunk, runs) * eventsPerRun);
  }
  return storyId;
}
