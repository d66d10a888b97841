import type { ClaimedDelivery, RunOrigin, RunRecord, WaitsFor } from '@fabula/engine';
import { parseJson, type Value } from '@fabula/formula';
import {
  type ActionId,
  asId,
  type DeliveryId,
  type EventId,
  type ProcessId,
  type RunId,
  type StoryId,
} from '@fabula/model';

/** A row of `claimStatement` and `claimWaitingStatement`. */
export interface ClaimedRow {
  readonly id: number;
  readonly run_id: number;
  readonly story_id: number;
  readonly action_id: number;
  readonly event_id: number | null;
  readonly due_at: Date | null;
  readonly attempt: number;
  readonly is_priority: boolean;
  readonly state: string;
  /** Of an attempt whose outcome is unknown. */
  readonly started_at: Date | null;
  readonly is_outcome_unknown: boolean;
  readonly waits_for: number | null;
  readonly is_group_call: boolean;
  readonly is_in_group: boolean;
  readonly guid: string;
  readonly origin: RunOrigin;
  readonly caller_id: number | null;
  readonly run_started_at: Date;
  readonly run_story_id: number;
  /** null: of a run from before the column. */
  readonly root_action_id: number | null;
  readonly trace_parent: string | null;
  readonly answer_to: number | null;
}

export function toClaimed(row: ClaimedRow): ClaimedDelivery {
  return {
    delivery: {
      id: asId<DeliveryId>(row.id),
      runId: asId<RunId>(row.run_id),
      storyId: asId<StoryId>(row.story_id),
      actionId: asId<ActionId>(row.action_id),
      eventId: row.event_id === null ? null : asId<EventId>(row.event_id),
      dueAt: row.due_at === null ? null : row.due_at.getTime(),
      attempt: row.attempt,
      isPriority: row.is_priority,
      state: storedValue(row.state),
      startedAt: row.started_at === null ? null : row.started_at.getTime(),
      waitsFor: row.waits_for === null ? null : asId<WaitsFor>(row.waits_for),
      isGroupCall: row.is_group_call,
      isInGroup: row.is_in_group,
    },
    run: toRunRecord({
      ...row,
      id: row.run_id,
      story_id: row.run_story_id,
      started_at: row.run_started_at,
      root_action_id: row.root_action_id ?? row.action_id,
    }),
    isOutcomeUnknown: row.is_outcome_unknown,
  };
}

/** A row of `run`. */
export interface RunRow {
  readonly id: number;
  readonly guid: string;
  readonly story_id: number;
  readonly origin: RunOrigin;
  readonly caller_id: number | null;
  readonly started_at: Date;
  readonly root_action_id: number;
  readonly trace_parent: string | null;
  readonly answer_to: number | null;
}

export function toRunRecord(row: RunRow): RunRecord {
  return {
    id: asId<RunId>(row.id),
    guid: row.guid,
    storyId: asId<StoryId>(row.story_id),
    origin: row.origin,
    callerId: row.caller_id === null ? null : asId<DeliveryId>(row.caller_id),
    startedAt: row.started_at.getTime(),
    rootActionId: asId<ActionId>(row.root_action_id),
    traceParent: row.trace_parent,
    answerTo: row.answer_to === null ? null : asId<ProcessId>(row.answer_to),
  };
}

/** A value that this program wrote itself. */
export function storedValue(text: string): Value {
  const parsed = parseJson(text, { maxDepth: 2_000, maxKeys: Number.MAX_SAFE_INTEGER });
  if (!parsed.ok) throw new Error(`a stored value cannot be read: ${parsed.error.message}`);
  return parsed.value;
}
