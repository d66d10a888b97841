/** SQL for what one event of a group is, as the view `any_event` has it: `group` names a row of `event_group`, `place` counts from 1. */

export function groupedParent(group: string, place: string): string {
  return `${group}.first_id + ${group}.parent_offsets[least(${place}, cardinality(${group}.parent_offsets))]`;
}

export function groupedTime(group: string, place: string): string {
  return `${group}.created_at - ${group}.ages[least(${place}, cardinality(${group}.ages))] * interval '1 microsecond'`;
}

/** JSON text of `{slug: id, …}`, in the order of the way. */
export function groupedPath(group: string, place: string): string {
  const offset = `${group}.path_offsets[(${place} - 1) * cardinality(${group}.path_slugs) + way.place]`;
  return `(select ('{' || string_agg(to_json(way.slug)::text || ':' || ${group}.first_id + ${offset}, ',' order by way.place) || '}')::json
  from unnest(${group}.path_slugs) with ordinality as way(slug, place))`;
}

/**
 * One row by its key, to be joined laterally. `offset 0` keeps the planner from reading the whole table instead: how many
 * keys there are it cannot know.
 */
export const byKey = (table: string, condition: string): string =>
  `(select * from ${table} where ${condition} offset 0)`;

/**
 * Joins the outputs of places of groups, as `item.payload` and `item.place`, reading each group once: `found` holds
 * `last_id`, `first_id` and `places`.
 */
export const groupedOutputs = `join lateral ${byKey('event_group', 'last_id = found.last_id and first_id = found.first_id')} g on true
join lateral json_array_elements(g.payloads) with ordinality as item(payload, place) on item.place = any(found.places)`;
