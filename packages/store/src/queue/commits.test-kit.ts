/** Complete commits for tests of the engine's store; a test states only what matters to it. */
import type { NewEvent, NewLog, RunProgress, UnitCommit, WrittenDelivery } from '@fabula/engine';
import {
  type ActionId,
  asId,
  type DeliveryId,
  type EventId,
  type LogId,
  type RunId,
  type StoryId,
} from '@fabula/model';

const story = asId<StoryId>(1);
const action = asId<ActionId>(1);
export const noon = Date.UTC(2026, 0, 1, 12);

export function aCommit(parts: Partial<UnitCommit>): UnitCommit {
  return {
    runs: [],
    events: [],
    logs: [],
    deliveries: [],
    finished: [],
    received: [],
    actionRuns: [],
    modelUses: [],
    effects: [],
    answers: [],
    asks: [],
    memory: [],
    ...parts,
  };
}

export function aRun(id: number, parts: Partial<RunProgress> = {}): RunProgress {
  return {
    id: asId<RunId>(id),
    guid: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    storyId: story,
    origin: 'webhook',
    callerId: null,
    startedAt: noon,
    endedAt: noon,
    addedEvents: 0,
    addedActionRuns: 0,
    rootActionId: action,
    traceParent: null,
    answerTo: null,
    isNew: true,
    ...parts,
  };
}

export function anEvent(id: number, parts: Partial<NewEvent> = {}): NewEvent {
  return {
    id: asId<EventId>(id),
    runId: asId<RunId>(1),
    storyId: story,
    actionId: action,
    parentId: null,
    slug: 'hook',
    path: new Map([['hook', asId<EventId>(id)]]),
    payloadText: '{"ok":true}',
    createdAt: noon,
    isReEmitted: false,
    ...parts,
  };
}

export function aLog(id: number, parts: Partial<NewLog> = {}): NewLog {
  return {
    id: asId<LogId>(id),
    runId: asId<RunId>(1),
    storyId: story,
    actionId: action,
    inboundEventId: null,
    level: 3,
    message: 'said',
    createdAt: noon,
    ...parts,
  };
}

export function aDelivery(id: number, parts: Partial<WrittenDelivery> = {}): WrittenDelivery {
  return {
    id: asId<DeliveryId>(id),
    runId: asId<RunId>(1),
    storyId: story,
    actionId: action,
    eventId: null,
    dueAt: noon,
    attempt: 0,
    isPriority: false,
    state: null,
    startedAt: null,
    waitsFor: null,
    isGroupCall: false,
    isInGroup: false,
    isClaimed: false,
    isNew: true,
    ...parts,
  };
}
