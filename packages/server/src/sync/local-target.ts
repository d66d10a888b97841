/** A team of this tenant. What a key is for other tenants, the person is here who set the destination up. */
import type { Clock } from '@fabula/engine';
import {
  asId,
  err,
  isAllowed,
  ok,
  type Result,
  type StoryId,
  type TeamId,
  TRAVEL_FORMAT,
  toTimestamp,
  type UserId,
} from '@fabula/model';
import {
  allOrNothing,
  type Database,
  findTeam,
  findUser,
  releaseCopy,
  rolesByTeam,
  type SyncDestination,
} from '@fabula/store';
import { tenantId } from './pack-story.ts';
import { previewStory, receiveStory } from './receive-story.ts';
import { failure, operationOf, outdated, type SyncFailure, type SyncTarget, toChange } from './sync-target.ts';

export interface LocalParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly newGuid: () => string;
  /** To be called after the commit of every change of a story. */
  readonly storyChanged: (id: StoryId) => Promise<void>;
}

export function localTarget(
  destination: Pick<SyncDestination, 'targetTeamId' | 'userId'>,
  { database: { kysely }, clock, newGuid, storyChanged }: LocalParts,
): SyncTarget {
  const teamId = asId<TeamId>(destination.targetTeamId);
  const at = () => toTimestamp(clock.now());

  return {
    async put(story, { isAsked }) {
      const writer = await allowedWriter(kysely, destination.userId, teamId);
      if (!writer.ok) return writer;
      const arrived = { ...story, format: TRAVEL_FORMAT, teamId, isAsked };
      const received = await allOrNothing({ kysely }, (transaction) =>
        receiveStory(transaction, arrived, { userId: writer.value, newGuid, at: at() }),
      );
      if (!received.ok) return err(failure(received.error.message, 'destination_team_id', false));
      const { storyId, missing, result, changed } = received.value;
      if (result === 'outdated') return err(outdated(`team ${teamId}`));
      for (const id of changed) await storyChanged(id);
      return ok({ copyId: storyId, isWritten: result === 'written', missing });
    },

    async release({ storyGuid }, how) {
      const tenant = await tenantId(kysely);
      const { userId } = destination;
      const copyId = await kysely
        .transaction()
        .execute((transaction) => releaseCopy(transaction, { tenant, storyGuid }, teamId, how, { userId, at: at() }));
      if (copyId !== null) await storyChanged(copyId);
      return ok(null);
    },

    async preview(story) {
      const reader = await allowedWriter(kysely, destination.userId, teamId);
      if (!reader.ok) return reader;
      const arrived = { ...story, format: TRAVEL_FORMAT, teamId, isAsked: true };
      const previewed = await allOrNothing({ kysely }, (transaction) =>
        previewStory(transaction, arrived, { newGuid }),
      );
      if (!previewed.ok) return err(failure(previewed.error.message, 'destination_team_id', false));
      const { storyId, missing, changes } = previewed.value;
      return ok({ operation: operationOf(storyId, changes), missing, changes: changes.map(toChange) });
    },
  };
}

/** Who set the destination up, as long as they may build in the team. */
async function allowedWriter(
  kysely: Database['kysely'],
  userId: UserId | null,
  teamId: TeamId,
): Promise<Result<UserId, SyncFailure>> {
  const team = await findTeam(kysely, teamId);
  if (team === null) {
    return err(
      failure('The team that the stories are for was deleted: delete this destination.', 'destination_team_id'),
    );
  }
  const user = userId === null ? null : await findUser(kysely, userId);
  const role = user === null ? undefined : (await rolesByTeam(kysely, user.id)).get(teamId);
  const isBuilder = user?.isAdmin === true || (role !== undefined && isAllowed(role, 'story:write'));
  if (user?.isActive && isBuilder) return ok(user.id);
  return err(
    failure(
      `Whoever set this destination up may not build stories in the team "${team.name}" any more: somebody who may has to save it again.`,
      'destination_team_id',
    ),
  );
}
