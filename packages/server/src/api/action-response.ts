/** The action object of the documented API (reference: api/actions.md). */
import {
  type Action,
  type ActionResponse,
  groupType,
  type Link,
  type linkTypes,
  type StoredLinkKind,
  toTimestamp,
  WEBHOOK_TYPE,
} from '@fabula/model';
import { type ActionActivity, type ActionHistory, MAIL_TYPE } from '@fabula/store';
import { isNotWorking } from '../live/story-activity.ts';
import { draftFields, publicStoryId } from './addressed-story.ts';

/** Webhook and receive-email actions alone can keep runs beyond the retention of the story. */
export function canSaveRuns(type: string): boolean {
  return type === WEBHOOK_TYPE || type === MAIL_TYPE;
}

/** What an action has done, and what it has to do. */
export interface ActionDeeds {
  readonly activity: ActionActivity;
  readonly history: ActionHistory;
  /** Runs that wait, asked for with `include_live_activity`. */
  readonly pending: number | null;
}

/** `mailDomain`: what follows the @ in addresses of actions; null: no mail comes in. */
export function toActionResponse(
  action: Action,
  { activity, history, pending }: ActionDeeds,
  mailDomain: string | null,
): ActionResponse {
  const sources = action.sources.flatMap((link) => withType(link));
  const receivers = action.receivers.flatMap((link) => withType(link));
  return {
    id: action.id,
    type: action.type,
    user_id: action.userId,
    options: action.options,
    name: action.name,
    description: action.description,
    schedule: action.schedule === null ? null : action.schedule.map(({ cron, timezone }) => ({ cron, timezone })),
    blended_events_count: history.blendedEventsCount,
    events_count: activity.eventsCount,
    logs_count: activity.logsCount,
    last_check_at: timeOrNull(history.lastCheckAt),
    last_receive_at: timeOrNull(activity.lastReceiveAt),
    last_event_at: timeOrNull(activity.lastEventAt),
    last_error_log_at: timeOrNull(activity.lastErrorLogAt),
    created_at: toTimestamp(action.createdAt.getTime()),
    updated_at: toTimestamp(action.updatedAt.getTime()),
    disabled: action.isDisabled,
    guid: action.guid,
    group_id: action.groupId,
    // a group is the action that stands for it
    nested_group_id: action.type === groupType ? action.id : null,
    position: { x: action.x, y: action.y },
    width: action.width,
    story_id: publicStoryId({ id: action.storyId, draft: action.draft }),
    ...draftFields(action, action.storyId),
    team_id: action.teamId,
    sources: [...new Set(sources.map(({ link }) => link.sourceId))],
    receivers: [...new Set(receivers.map(({ link }) => link.receiverId))],
    links_to_sources: sources.map(({ link, type }) => ({ source_id: link.sourceId, type })),
    links_to_receivers: receivers.map(({ link, type }) => ({ receiver_id: link.receiverId, type })),
    time_saved_value: action.timeSavedValue,
    time_saved_unit: action.timeSavedUnit,
    monitor_failures: action.monitoring.failures,
    monitor_all_events: action.monitoring.allEvents,
    monitor_no_events_emitted: action.monitoring.noEventsFor,
    ...(canSaveRuns(action.type) ? { num_runs_to_save: action.runsToSave ?? 0 } : {}),
    ...(action.type === MAIL_TYPE
      ? { email_address: mailDomain === null ? null : `${action.mailName}@${mailDomain}` }
      : {}),
    ...(pending === null ? {} : { pending_action_runs_count: pending, not_working: isNotWorking(activity) }),
  };
}

function timeOrNull(time: Date | null): string | null {
  return time === null ? null : toTimestamp(time.getTime());
}

type LinkType = (typeof linkTypes)[number];

/** A link of a kind that only an imported file knows carries no events, so the API does not show it. */
const typeByKind: Readonly<Record<StoredLinkKind, LinkType | null>> = {
  default: 'DEFAULT',
  no_match: 'NO_MATCH',
  failure: 'FAILURE',
  other: null,
};

export const kindByType = { DEFAULT: 'default', NO_MATCH: 'no_match', FAILURE: 'failure' } as const;

function withType(link: Link): { link: Link; type: LinkType }[] {
  const type = typeByKind[link.kind];
  return type === null ? [] : [{ link, type }];
}
