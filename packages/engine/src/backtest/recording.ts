/** A run that has been, looked up by what received what. Actions are known by their guids: their ids differ in drafts. */
import type { Value } from '@fabula/formula';
import type { EventId } from '@fabula/model';
import { type LiveEvent, liveEvent } from '../run-ahead/unit.ts';

/** Of the run itself, in the order of their ids; events of groups and called stories are left out. */
export interface RecordedRun {
  readonly guid: string;
  readonly events: readonly RecordedEvent[];
}

export interface RecordedEvent {
  readonly id: EventId;
  /** The event that its action had received; null: the run began with it. */
  readonly parentId: EventId | null;
  readonly actionGuid: string;
  readonly slug: string;
  /** What the action itself gave. */
  readonly payload: Value;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export class Recording {
  readonly roots: readonly RecordedEvent[];
  private readonly outputs = new Map<string, RecordedEvent[]>();
  private readonly live = new Map<EventId, LiveEvent>();

  constructor({ events }: RecordedRun) {
    this.roots = events.filter(({ parentId }) => parentId === null);
    for (const event of events) {
      const parent = event.parentId === null ? null : (this.live.get(event.parentId) ?? null);
      this.live.set(event.id, liveEvent(parent, event.slug, event, null));
      if (event.parentId === null) continue;
      const key = keyOf(event.actionGuid, event.parentId);
      const siblings = this.outputs.get(key);
      if (siblings === undefined) this.outputs.set(key, [event]);
      else siblings.push(event);
    }
  }

  /** What the action emitted for this event, in its order. */
  outputsOf(actionGuid: string, received: EventId): readonly RecordedEvent[] {
    return this.outputs.get(keyOf(actionGuid, received)) ?? [];
  }

  /** The event with the outputs on the way to it. */
  seenAs(id: EventId): LiveEvent | null {
    return this.live.get(id) ?? null;
  }
}

export function keyOf(actionGuid: string, received: EventId): string {
  return `${received} ${actionGuid}`;
}
