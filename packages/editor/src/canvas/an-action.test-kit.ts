import type { ActionResponse } from '@fabula/model';

type Links = readonly (number | readonly [receiver: number, type: 'NO_MATCH' | 'FAILURE'])[];

export const guid = (id: number) => String(id).padStart(32, '0');

/** A transform, as the API tells of it. */
export function anAction(id: number, x: number, y: number, links: Links = [], sources: number[] = []): ActionResponse {
  const toReceivers = links.map((link) =>
    typeof link === 'number'
      ? { receiver_id: link, type: 'DEFAULT' as const }
      : { receiver_id: link[0], type: link[1] },
  );
  return {
    id,
    type: 'Agents::EventTransformationAgent',
    user_id: 1,
    options: {},
    name: `Action ${id}`,
    description: null,
    schedule: null,
    blended_events_count: 0,
    events_count: 0,
    logs_count: 0,
    last_check_at: null,
    last_receive_at: null,
    last_event_at: null,
    last_error_log_at: null,
    created_at: '2026-11-22T12:00:00Z',
    updated_at: '2026-11-22T12:00:00Z',
    disabled: false,
    guid: guid(id),
    group_id: null,
    nested_group_id: null,
    position: { x, y },
    width: null,
    story_id: 1,
    story_mode: 'LIVE',
    team_id: 1,
    sources,
    receivers: toReceivers.map((link) => link.receiver_id),
    links_to_sources: [],
    links_to_receivers: toReceivers,
    time_saved_value: 0,
    time_saved_unit: 'minutes',
    monitor_failures: false,
    monitor_all_events: false,
    monitor_no_events_emitted: null,
    draft_id: null,
    draft_name: null,
  };
}
