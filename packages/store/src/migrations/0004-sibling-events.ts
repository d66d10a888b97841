/**
 * Siblings: many events that one action wrote in one run in one commit (an explode, and what follows it item by item) are
 * one row. A row per event cost more than all else that a fan-out does: five times the CPU, seven times the disk.
 *
 * The arrays run in parallel, oldest event first. Ids in them are less `first_id`, so that they take four bytes. A group is
 * small (1,000 events, about 1 MB), spans fewer than 32,768 ids and a second of time: all of it expires with its newest
 * event. `any_event` shows both kinds of row as events, those that are marked as deleted too.
 */
export const siblingEvents = `
create table event_group (
  first_id bigint not null,
  last_id bigint not null,
  run_id bigint not null,
  story_id bigint not null,
  action_id bigint not null,
  slug text not null,
  -- of the newest
  created_at timestamptz not null,
  id_offsets integer[] not null,
  -- microseconds before created_at; a single entry stands for all
  ages integer[] not null,
  -- as ages; null: no parent
  parent_offsets integer[] not null,
  path_slugs text[] not null,
  -- so many for each event as there are slugs
  path_offsets integer[] not null,
  -- array of the outputs, each as written
  payloads json not null,
  -- this order: an id is looked for among the groups that end at it or a little later
  primary key (last_id, first_id)
) with (toast_tuple_target = 4080);
create index event_group_action on event_group (action_id, last_id);
create index event_group_run on event_group (run_id, first_id);

-- A server that has it compresses with lz4: a quarter less CPU for a commit than with pglz. The embedded one has not.
do $body$
begin
  alter table event alter payload set compression lz4;
  alter table event_group alter payloads set compression lz4;
exception when feature_not_supported then
  null;
end
$body$;

-- Where in which group each of these events is; single events, and those that are gone, are left out.
create function fabula_grouped(ids bigint[]) returns table (id bigint, first_id bigint, last_id bigint, place integer)
language sql stable as $body$
  with near as materialized (
    select g.first_id, g.last_id, array_agg(wanted.id) as ids
    from unnest(ids) as wanted(id)
    join event_group g on g.last_id between wanted.id and wanted.id + 32767 and g.first_id <= wanted.id
    group by g.last_id, g.first_id
  )
  select item.id, near.first_id, near.last_id, item.place
  from near
  -- offset 0: by the index, whatever the planner takes the number of groups for
  cross join lateral (
    select g.id_offsets from event_group g where g.last_id = near.last_id and g.first_id = near.first_id offset 0
  ) as one
  cross join lateral (
    select wanted.id, array_position(one.id_offsets, (wanted.id - near.first_id)::integer) as place
    from unnest(near.ids) as wanted(id)
  ) as item
  where item.place is not null
$body$;

create view any_event as
select id, run_id, story_id, action_id, parent_id, slug, path, payload, is_re_emitted, created_at, null::bigint as first_id
from event
union all
select g.first_id + item.id_offset, g.run_id, g.story_id, g.action_id,
  g.first_id + g.parent_offsets[least(item.place, cardinality(g.parent_offsets))],
  g.slug,
  (select ('{' || string_agg(to_json(way.slug)::text || ':'
      || g.first_id + g.path_offsets[(item.place - 1) * cardinality(g.path_slugs) + way.place], ',' order by way.place) || '}')::json
    from unnest(g.path_slugs) with ordinality as way(slug, place)),
  -- not ->, which fails at \\u0000
  (select output.value from json_array_elements(g.payloads) with ordinality as output(value, place) where output.place = item.place),
  false,
  g.created_at - g.ages[least(item.place, cardinality(g.ages))] * interval '1 microsecond',
  g.first_id
from event_group g cross join lateral unnest(g.id_offsets) with ordinality as item(id_offset, place);
`;
