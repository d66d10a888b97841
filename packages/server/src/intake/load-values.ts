/** Brings into memory what the options of an action may name: the values of its team, and credentials opened for it. */
import type { Credentials, StoryBook } from '@fabula/engine';
import type { DefinedAction, StoryDefinition } from '@fabula/model';

export interface ValueSources {
  readonly stories: Pick<StoryBook, 'peekTeamValues' | 'teamValues'>;
  readonly credentials: Pick<Credentials, 'peek' | 'load'>;
}

/** Changes that come faster than this many reads are somebody's program running wild. */
const maxRounds = 100;

/** A change of a resource or credential while another is read has what was there forgotten: then it is read again. */
export async function loadValues(
  { stories, credentials }: ValueSources,
  story: StoryDefinition,
  action: DefinedAction,
): Promise<void> {
  const isThere = (): boolean =>
    stories.peekTeamValues(story) !== undefined && credentials.peek(story, action) !== undefined;
  for (let round = 0; round < maxRounds && !isThere(); round++) {
    await stories.teamValues(story);
    await credentials.load(story, action);
  }
}
