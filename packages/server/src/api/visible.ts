/** Finds what a path or a parameter names, as far as the caller may see it, and checks the route's permission on it. */
import { type Action, type ActionId, asId, type FolderId, type Story, type StoryId, type TeamId } from '@fabula/model';
import { type Executor, findAction, findStories, findStory, findTeam } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { refuseAbsent, requireTeam, teamsOf } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';
import { folderFor } from './sharing.ts';

/** `field`: the parameter that names it; null: the path does. */
export async function visibleStory(
  request: FastifyRequest,
  executor: Executor,
  id: number,
  field: string | null = null,
): Promise<Story> {
  const absence = { code: 'story_not_found', details: `There is no story ${id}.`, field } as const;
  const story = await findStory(executor, asId<StoryId>(id));
  // A draft is addressed by its live story and its own id together, see ./addressed-story.ts.
  if (story === null || story.draft !== null) return refuseAbsent(absence);
  requireTeam(request, story.teamId, absence);
  return story;
}

/** All of them, in the order of the ids; the first that the caller does not see ends the request. */
export async function visibleStories(
  request: FastifyRequest,
  executor: Executor,
  ids: readonly StoryId[],
): Promise<readonly Story[]> {
  const found = new Map((await findStories(executor, ids)).map((story) => [story.id, story]));
  return ids.map((id) => {
    const absence = { code: 'story_not_found', details: `There is no story ${id}.` } as const;
    const story = found.get(id);
    if (story === undefined || story.draft !== null) return refuseAbsent(absence);
    requireTeam(request, story.teamId, absence);
    return story;
  });
}

/** `field`: the parameter that names it; null: the path does. */
export async function visibleAction(
  request: FastifyRequest,
  executor: Executor,
  id: number,
  field: string | null = null,
): Promise<Action> {
  const absence = { code: 'action_not_found', details: `There is no action ${id}.`, field } as const;
  const action = await findAction(executor, asId<ActionId>(id));
  if (action === null) return refuseAbsent(absence);
  requireTeam(request, action.teamId, absence);
  return action;
}

/** A team that a parameter names. */
export async function visibleTeam(request: FastifyRequest, executor: Executor, id: number): Promise<TeamId> {
  const absence = { code: 'team_not_found', details: `There is no team ${id}.`, field: 'team_id' } as const;
  const team = await findTeam(executor, asId<TeamId>(id));
  if (team === null) return refuseAbsent(absence);
  requireTeam(request, team.id, absence);
  return team.id;
}

/** The teams of a list: the one that a filter names, else all in which the caller holds the permission (null: all). */
export function teamsToList(request: FastifyRequest, teamId: number | null | undefined): readonly TeamId[] | null {
  const teams = teamsOf(request);
  if (!teamId) return teams;
  const wanted = asId<TeamId>(teamId);
  return teams === null || teams.includes(wanted) ? [wanted] : [];
}

/** A folder for stories in this team; null is the team's root. */
export async function storyFolder(executor: Executor, teamId: TeamId, id: number | null): Promise<FolderId | null> {
  return folderFor(executor, teamId, id, 'STORY');
}

/** A locked story is not edited until it is unlocked. */
export function requireUnlocked(story: Story): void {
  requireOwn(story);
  if (story.isLocked) refuseLocked(story.name);
}

/** A synced copy is changed at its source. */
export function requireOwn({ id, name, syncedFrom }: Story): void {
  if (syncedFrom === null) return;
  refuse(
    'story_synced',
    `"${name}" is a synced copy of ${syncedFrom}: change it there, or make a story of its own of it with POST /api/v1/stories/${id}/detach.`,
  );
}

export function refuseLocked(name: string): never {
  return refuse('story_locked', `Unlock the story "${name}" before changing it.`);
}
