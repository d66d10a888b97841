import { asId, type DefinedAction, type RunId, type StoryDefinition } from '@fabula/model';
import type { RunRecord } from '../ports/store.ts';
import type { RecordedRun } from './recording.ts';

/** The run as formulas may ask about it. */
export function recordOf({ guid, events }: RecordedRun, story: StoryDefinition, action: DefinedAction): RunRecord {
  return {
    id: asId<RunId>(Number.MAX_SAFE_INTEGER),
    guid,
    storyId: story.id,
    origin: 'manual',
    callerId: null,
    startedAt: events[0]?.at ?? 0,
    rootActionId: action.id,
    traceParent: null,
    answerTo: null,
  };
}
