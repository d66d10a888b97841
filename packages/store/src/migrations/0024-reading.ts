/**
 * What makes lists quick however long they are: an index for each order of stories, one for parts of their names, and counts
 * that are kept rather than counted.
 *
 * Triggers keep the counts, so that they are right whichever program writes, older ones too.
 */

/** What the filters of the list of stories tell apart. `access_source` as a column of its own would make four times the rows. */
const kindOfStory =
  'team_id, folder_id, is_disabled, is_locked, is_priority, is_change_controlled, has_api, has_access';

/** Live stories alone: drafts are listed with theirs. */
const storiesIn = (table: string, sign: 1 | -1): string => `
    select team_id, folder_id, is_disabled, is_locked, is_priority, is_change_controlled,
      is_webhook_api_enabled as has_api, access_source <> 'OFF' as has_access, ${sign} as stories
    from ${table} where live_id is null`;

const addStories = (changes: string): string => `
  insert into story_count (${kindOfStory}, stories)
  select ${kindOfStory}, sum(stories) from (${changes}
  ) as change group by ${kindOfStory} having sum(stories) <> 0;`;

const stories = `
alter table story add column action_count integer not null default 0;

-- A story's own row holds the count, and whoever changes its actions holds that row already.
create function fabula_count_actions() returns trigger language plpgsql as $body$
begin
  update story set action_count = action_count + case tg_op when 'INSERT' then change.actions else -change.actions end
  from (select story_id, count(*)::integer as actions from changed group by story_id) as change
  where story.id = change.story_id;
  return null;
end
$body$;
create trigger actions_added after insert on action referencing new table as changed
  for each statement execute function fabula_count_actions();
create trigger actions_removed after delete on action referencing old table as changed
  for each statement execute function fabula_count_actions();
update story set action_count = (select count(*) from action where action.story_id = story.id);

create index story_by_name on story (lower(name) collate "C", id) where live_id is null;
create index story_by_edit on story (edited_at, id) where live_id is null;
create index story_by_actions on story (action_count, id) where live_id is null;

-- The embedded database has no pg_trgm, and a server may not let Fabula add it.
create function fabula_trigrams(text text) returns text[] language sql immutable strict parallel safe as $body$
  select coalesce(array_agg(distinct substr(lower(text), place, 3)), '{}') from generate_series(1, length(lower(text)) - 2) as place
$body$;
create index story_by_part_of_name on story using gin (fabula_trigrams(name)) where live_id is null;

create index story_tag_stories on story_tag (tag_id, story_id);
drop index story_tag_tag;

-- Sums to be added up. A row that everybody adds to would make everybody wait for everybody, and in a circle.
create table story_count (
  team_id bigint not null,
  folder_id bigint,
  is_disabled boolean not null,
  is_locked boolean not null,
  is_priority boolean not null,
  is_change_controlled boolean not null,
  has_api boolean not null,
  has_access boolean not null,
  stories bigint not null
);

-- One row for each kind again. Rows that another transaction is putting together stay as they are.
create function fabula_fold_story_counts() returns void language sql as $body$
  with taken as (
    delete from story_count where ctid = any(array(select ctid from story_count for update skip locked)) returning *
  )
  insert into story_count (${kindOfStory}, stories)
  select ${kindOfStory}, sum(stories) from taken group by ${kindOfStory} having sum(stories) <> 0
$body$;

create function fabula_count_stories() returns trigger language plpgsql as $body$
begin
  if tg_op = 'INSERT' then${addStories(storiesIn('added', 1))}
  elsif tg_op = 'DELETE' then${addStories(storiesIn('removed', -1))}
  else${addStories(`${storiesIn('added', 1)} union all ${storiesIn('removed', -1)}`)}
  end if;
  -- a statement in fifty, so that there are never many more rows than kinds
  if random() < 0.02 then
    perform fabula_fold_story_counts();
  end if;
  return null;
end
$body$;
create trigger stories_added after insert on story referencing new table as added
  for each statement execute function fabula_count_stories();
create trigger stories_changed after update on story referencing new table as added old table as removed
  for each statement execute function fabula_count_stories();
create trigger stories_removed after delete on story referencing old table as removed
  for each statement execute function fabula_count_stories();
${addStories(storiesIn('story', 1))}

-- As \`story_count\`, by tag.
create table tag_count (
  tag_id bigint not null,
  stories bigint not null
);

create function fabula_count_tags() returns trigger language plpgsql as $body$
begin
  insert into tag_count (tag_id, stories)
  select tag_id, case tg_op when 'INSERT' then count(*) else -count(*) end from changed group by tag_id;
  if random() < 0.02 then
    with taken as (
      delete from tag_count where ctid = any(array(select ctid from tag_count for update skip locked)) returning *
    )
    insert into tag_count (tag_id, stories) select tag_id, sum(stories) from taken group by tag_id having sum(stories) <> 0;
  end if;
  return null;
end
$body$;
create trigger tags_added after insert on story_tag referencing new table as changed
  for each statement execute function fabula_count_tags();
create trigger tags_removed after delete on story_tag referencing old table as changed
  for each statement execute function fabula_count_tags();
insert into tag_count (tag_id, stories) select tag_id, count(*) from story_tag group by tag_id;
`;

/**
 * Events are counted by ranges of ids, 2^8 and 2^16 wide, since lists run by id: the ranges tell where a page begins. Times
 * tell which ranges have expired as a whole; only those in which the period ends are looked at event by event. An id that
 * was given out early is written early, so these are few.
 */
const eventsIn = (table: string, sign: 1 | -1): string => `
    select story_id, id, ${sign} as events, created_at from ${table} where not is_deleted`;

/** A group that lies in one range, as most do, is not taken apart. */
const groupedIn = (table: string, sign: 1 | -1): string => `
    select g.story_id, part.id, ${sign} * part.events as events, g.created_at from ${table} g cross join lateral (
      select g.last_id as id, cardinality(g.id_offsets) as events
      where g.first_id >> 8 = g.last_id >> 8 and g.deleted_ids = '{}'
      union all
      select max(g.first_id + id_offset), count(*)::integer from unnest(g.id_offsets) as id_offset
      where not (g.first_id >> 8 = g.last_id >> 8 and g.deleted_ids = '{}') and not g.first_id + id_offset = any(g.deleted_ids)
      group by (g.first_id + id_offset) >> 8
    ) as part`;

/** By narrow ranges first, of which there are few. Always in the same order, so that nobody waits in a circle. */
const addEvents = (changes: string): string => `
  insert into event_range as r (story_id, bits, range, events, oldest, newest)
  with narrow as materialized (
    select story_id, id >> 8 as range, sum(events) as events, min(created_at) as oldest, max(created_at) as newest
    from (${changes}
    ) as change group by 1, 2
  )
  select story_id, 8, range, events, oldest, newest from narrow where events <> 0
  union all
  select story_id, 16, range >> 8, sum(events), min(oldest), max(newest) from narrow group by 1, 3 having sum(events) <> 0
  order by 1, 2, 3
  on conflict (story_id, bits, range) do update set events = r.events + excluded.events,
    oldest = least(r.oldest, excluded.oldest), newest = greatest(r.newest, excluded.newest)`;

const countEvents = (name: string, rowsIn: (table: string, sign: 1 | -1) => string): string => {
  const add = (changes: string): string => `
  with changed as (${addEvents(changes)}
    returning r.*)
  select array_agg(changed::event_range) into emptied from changed where events = 0;`;
  return `create function ${name}() returns trigger language plpgsql as $body$
declare
  emptied event_range[];
begin
  if tg_op = 'INSERT' then${addEvents(rowsIn('added', 1))};
  elsif tg_op = 'DELETE' then${add(rowsIn('removed', -1))}
  else${add(`${rowsIn('added', 1)} union all ${rowsIn('removed', -1)}`)}
  end if;
  if emptied is not null then
    delete from event_range r using unnest(emptied) as e
    where r.story_id = e.story_id and r.bits = e.bits and r.range = e.range;
  end if;
  return null;
end
$body$;`;
};

const countTriggers = (table: string, execute: string): string => `
create trigger events_added after insert on ${table} referencing new table as added for each statement execute function ${execute}();
create trigger events_changed after update on ${table} referencing new table as added old table as removed for each statement execute function ${execute}();
create trigger events_removed after delete on ${table} referencing old table as removed for each statement execute function ${execute}();`;

const events = `
create index event_story on event (story_id, id);
create index event_group_story on event_group (story_id, last_id);

-- Events that are not marked as deleted, by story and id.
create table event_range (
  story_id bigint not null,
  -- a range begins at \`range << bits\` and is \`1 << bits\` wide
  bits smallint not null,
  range bigint not null,
  events integer not null,
  -- by what they expire with; of all that were ever counted here
  oldest timestamptz not null,
  newest timestamptz not null,
  primary key (story_id, bits, range)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);

${countEvents('fabula_count_events', eventsIn)}
${countEvents('fabula_count_grouped_events', groupedIn)}
${countTriggers('event', 'fabula_count_events')}
${countTriggers('event_group', 'fabula_count_grouped_events')}
${addEvents(`${eventsIn('event', 1)} union all ${groupedIn('event_group', 1)}`)};
`;

export const reading = stories + events;
