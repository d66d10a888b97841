/** Puts together what the story object shows beside the story's own row. */
import { getKey } from '@fabula/formula';
import type { Story, StoryId, StoryResponse } from '@fabula/model';
import { type Executor, listActions } from '@fabula/store';
import { noStoryActivity, readStoryActivity } from '../live/story-activity.ts';
import { toStoryResponse } from './story-response.ts';

const sendToStoryType = 'Agents::SendToStoryAgent';
/** Callers looked at; more than any tenant has. */
const manyActions = 100_000;

export async function describeStory(executor: Executor, story: Story, isLive = false): Promise<StoryResponse> {
  const [described] = await describeStories(executor, [story], isLive);
  if (described === undefined) throw new Error('one story has one description');
  return described;
}

export async function describeStories(
  executor: Executor,
  stories: readonly Story[],
  isLive: boolean,
): Promise<StoryResponse[]> {
  const callers = await findCallers(executor, stories);
  const activity = isLive
    ? await readStoryActivity(
        executor,
        stories.map((story) => story.id),
      )
    : null;
  return stories.map((story) =>
    toStoryResponse(
      story,
      callers.get(story.id) ?? [],
      activity === null ? null : (activity.get(story.id) ?? noStoryActivity),
    ),
  );
}

/** Stories with a Send to Story action that names one of these, by id or by slug. */
async function findCallers(executor: Executor, stories: readonly Story[]): Promise<Map<StoryId, StoryId[]>> {
  const callers = new Map<StoryId, StoryId[]>();
  const callable = stories.filter((story) => story.accessSource !== 'OFF');
  if (callable.length === 0) return callers;
  const { items } = await listActions(
    executor,
    { teamIds: null, type: sendToStoryType },
    { page: 1, perPage: manyActions },
  );
  for (const story of callable) {
    const ids = items.filter((action) => names(getKey(action.options, 'story'), story)).map((action) => action.storyId);
    callers.set(story.id, [...new Set(ids)]);
  }
  return callers;
}

function names(reference: unknown, story: Story): boolean {
  if (reference === story.id || reference === String(story.id)) return true;
  const match = typeof reference === 'string' ? /\bSTORY\.(\w+)/.exec(reference) : null;
  return match?.[1] === story.slug;
}
