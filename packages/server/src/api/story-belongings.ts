/** Where a story belongs and who may change that: team and folder, change control, teams that it is shared with. */
import { type Story, slugOf, type TeamId, type UpdateStoryInput } from '@fabula/model';
import { type Executor, findDestinationOfStory, listDrafts, listTeams, updateStory } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { requireTeam, teamsOf } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';
import { requireReviewOwner } from './review-owner.ts';
import { storyFolder, visibleTeam } from './visible.ts';

/** Moves the story to another team or folder, when that is asked for. */
export async function moveStory(
  request: FastifyRequest,
  executor: Executor,
  story: Story,
  input: UpdateStoryInput,
): Promise<void> {
  const teamId = input.team_id === undefined ? story.teamId : await visibleTeam(request, executor, input.team_id);
  const isMoved = teamId !== story.teamId;
  if (!isMoved && input.folder_id === undefined) return;
  if (isMoved) {
    requireTeam(request, story.teamId, 'story_not_found', 'story:move');
    await requireUnsynced(executor, story, 'team_id');
  }
  // A folder belongs to one team, so a story that moves without a new folder lands at the root.
  const folderId = await storyFolder(executor, teamId, input.folder_id ?? null);
  await updateStory(executor, story.id, { ...(isMoved ? { teamId } : {}), folderId });
}

/** What is published elsewhere stays in its team and under change control. */
async function requireUnsynced(executor: Executor, story: Story, field: string): Promise<void> {
  const destination = await findDestinationOfStory(executor, story.id);
  if (destination === null) return;
  refuse(
    'story_subscribed',
    `"${story.name}" is synced to ${destination.url}: take it out of sync destination ${destination.id} first.`,
    field,
  );
}

/** Change control is taken away only when nobody has a draft that would be lost with it. */
export async function requireChangeControlled(
  request: FastifyRequest,
  executor: Executor,
  story: Story,
  input: UpdateStoryInput,
): Promise<void> {
  if (input.change_control_owners_only === false) requireReviewOwner(request, story, 'change_control_owners_only');
  const wanted = input.change_control_enabled;
  if (wanted !== false || !story.isChangeControlled) return;
  requireTeam(request, story.teamId, 'story_not_found', 'story:change_control_manage');
  await requireUnsynced(executor, story, 'change_control_enabled');
  const { items, count } = await listDrafts(executor, story.id, { page: 1, perPage: NAMED_DRAFTS });
  if (count === 0) return;
  const names = items.map(({ draft }) => `"${draft?.name}"`).join(', ');
  refuse(
    'drafts_open',
    `Promote or delete the drafts first: ${names}${count > items.length ? ` and ${count - items.length} more` : ''}.`,
    'change_control_enabled',
  );
}

const NAMED_DRAFTS = 20;

/** Every slug belongs to a team, and one in which the caller may write stories (reference/stories.md section 5). */
export async function requireTeamSlugs(
  request: FastifyRequest,
  executor: Executor,
  slugs: readonly string[] | undefined,
): Promise<void> {
  if (slugs === undefined || slugs.length === 0) return;
  const { items } = await listTeams(executor, null, { page: 1, perPage: MANY_TEAMS });
  const teamBySlug = new Map<string, TeamId>(items.map((team) => [slugOf(team.name), team.id]));
  const writable = teamsOf(request, 'story:write');
  for (const slug of slugs) {
    const teamId = teamBySlug.get(slug);
    const message = `There is no team "${slug}" that you may share with.`;
    if (teamId === undefined) return refuse('invalid_parameter', message, 'shared_team_slugs');
    if (writable !== null && !writable.includes(teamId)) {
      return refuse('invalid_parameter', message, 'shared_team_slugs');
    }
  }
}

/** More than any installation has. */
const MANY_TEAMS = 100_000;
