/** Stories of the simulation: fixed, all of one team, all callable by name. They may be forgotten, as after a lost notice. */
import { makeObject } from '@fabula/formula';
import type { StoryDefinition, StoryId } from '@fabula/model';
import type { StoryBook, TeamValues } from '../ports/store.ts';

const none = makeObject([]);
const noValues: TeamValues = { resource: none, credentialInfo: none, resourceInfo: none, story: none };

export function simulatedStoryBook(stories: readonly StoryDefinition[], forgets = (): boolean => false): StoryBook {
  const byId = new Map<StoryId, StoryDefinition>(stories.map((story) => [story.id, story]));
  return {
    peek: (id) => (forgets() ? undefined : (byId.get(id) ?? null)),
    peekTeamValues: () => noValues,
    get: async (id) => byId.get(id) ?? null,
    findByWebhookPath: async () => null,
    draftsOf: async () => [],
    findCallTarget: async (_teamId, reference) =>
      stories.find((story) => ('id' in reference ? story.id === reference.id : story.name === reference.name)) ?? null,
    teamValues: async () => noValues,
  };
}
