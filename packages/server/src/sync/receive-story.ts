/** The destination's side: a story arrives for a team of this tenant, from the same tenant or from another. */
import { keysOf, type ObjectValue } from '@fabula/formula';
import {
  diffStories,
  err,
  type Need,
  ok,
  type Result,
  type StoryDifference,
  type StoryId,
  slugOf,
  storyNeeds,
  type TeamId,
  TRAVEL_FORMAT,
  type TravellingStory,
  type UserId,
  unpackStory,
} from '@fabula/model';
import {
  type Executor,
  findSyncedStory,
  loadTeamValues,
  lockImports,
  type SyncSource,
  settleArrival,
  writeSyncedStory,
} from '@fabula/store';

export interface ArrivedStory {
  readonly format: number;
  readonly teamId: TeamId;
  readonly source: SyncSource;
  readonly revision: number;
  readonly digest: string;
  readonly packed: ObjectValue;
  /** Takes the place of whatever is there. */
  readonly isAsked: boolean;
}

export interface Receiver {
  /** In whose name it is written. */
  readonly userId: UserId;
  readonly newGuid: () => string;
  /** Now: ISO 8601 in UTC, seconds. */
  readonly at: string;
}

export interface Reception {
  readonly result: 'written' | 'unchanged' | 'outdated' | 'previewed';
  readonly storyId: StoryId | null;
  /** Stories of this tenant that were changed. */
  readonly changed: readonly StoryId[];
  readonly missing: readonly Need[];
  readonly changes: readonly StoryDifference[];
}

export interface ReceptionFailure {
  readonly code: 'story_import_refused' | 'webhook_path_taken' | 'story_not_found';
  readonly message: string;
  readonly field: string;
}

/** In a transaction of the caller, who has checked that the sender may write to the team, and rolls back after a failure. */
export async function receiveStory(
  executor: Executor,
  arrived: ArrivedStory,
  receiver: Receiver,
): Promise<Result<Reception, ReceptionFailure>> {
  const { source, teamId, digest, revision } = arrived;
  const travelling = readArrived(arrived);
  if (!travelling.ok) return err(travelling.error);
  // One at a time, with imports: two would both find an address free, or the older story would be the last to be written.
  await lockImports(executor);
  const copy = await findSyncedStory(executor, source, teamId);
  const missing = await missingAt(executor, teamId, travelling.value);
  const nothing = { storyId: copy?.storyId ?? null, missing, changes: [], changed: [] };
  if (copy !== null && copy.digest === digest) return ok({ ...nothing, result: 'unchanged' });
  // Two processes may believe that the sync is theirs: the older story must not arrive last.
  if (copy !== null && copy.revision > revision && !arrived.isAsked) return ok({ ...nothing, result: 'outdated' });
  const written = await writeSyncedStory(executor, { ...arrived, ...receiver, travelling: travelling.value });
  if (!written.ok) {
    return err(
      written.error.kind === 'story_missing'
        ? { code: 'story_not_found', message: 'The copy was deleted in the meantime.', field: 'source' }
        : {
            code: 'webhook_path_taken',
            message: `Another story has got the address ${written.error.path} of this copy: give that action another one.`,
            field: 'story',
          },
    );
  }
  const { storyId, callers } = written.value;
  return ok({ ...nothing, result: 'written', storyId, changed: [storyId, ...callers] });
}

/** What `receiveStory` would do. In a transaction, so that it is one moment. */
export async function previewStory(
  executor: Executor,
  arrived: ArrivedStory,
  { newGuid }: Pick<Receiver, 'newGuid'>,
): Promise<Result<Reception, ReceptionFailure>> {
  const travelling = readArrived(arrived);
  if (!travelling.ok) return err(travelling.error);
  const copy = await findSyncedStory(executor, arrived.source, arrived.teamId);
  const { before, after } = await settleArrival(executor, { ...arrived, travelling: travelling.value, newGuid }, copy);
  return ok({
    result: 'previewed',
    storyId: copy?.storyId ?? null,
    changed: [],
    missing: await missingAt(executor, arrived.teamId, travelling.value),
    changes: before === null ? [] : diffStories(before, after),
  });
}

function readArrived({ format, packed }: ArrivedStory): Result<TravellingStory, ReceptionFailure> {
  const refusal = (message: string, field: string) => err({ code: 'story_import_refused' as const, message, field });
  if (format > TRAVEL_FORMAT) {
    return refusal(
      `The sender writes stories in the form ${format}; this Fabula reads up to ${TRAVEL_FORMAT}. Update this one.`,
      'format',
    );
  }
  const story = unpackStory(packed);
  if (story.ok) return story;
  const { message, field } = story.error;
  return refusal(message, field === '' ? 'story' : `story.${field}`);
}

/** What the story names and does not find in the team. */
async function missingAt(executor: Executor, teamId: TeamId, { story }: TravellingStory): Promise<readonly Need[]> {
  const needs = storyNeeds(story.document);
  if (needs.length === 0) return [];
  const values = await loadTeamValues(executor, teamId);
  const there = {
    credential: new Set(keysOf(values.credentialInfo)),
    resource: new Set(keysOf(values.resource)),
    story: new Set(keysOf(values.story).map(slugOf)),
  };
  return needs.filter(({ kind, slug }) => !there[kind].has(slug));
}
