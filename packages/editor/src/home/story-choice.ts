/** Which stories the home shows, as its address says it. */
import type { StoryChoice } from '../data/stories.ts';

/** Words of the address, and what each filter is called. */
export const homeFilters = {
  favorite: 'Favourites',
  attention: 'Needs attention',
  disabled: 'Disabled',
  locked: 'Locked',
  priority: 'High priority',
  controlled: 'Under change control',
  published: 'Published',
} as const;
export type HomeFilter = keyof typeof homeFilters;

export const homeFilterNames = [
  'favorite',
  'attention',
  'disabled',
  'locked',
  'priority',
  'controlled',
  'published',
] as const;

/** What the API calls them. It has no word for what needs attention: that is seen in the list itself. */
const apiFilters: Readonly<Record<HomeFilter, StoryChoice['filter']>> = {
  favorite: 'FAVORITE',
  attention: undefined,
  disabled: 'DISABLED',
  locked: 'LOCKED',
  priority: 'HIGH_PRIORITY',
  controlled: 'CHANGE_CONTROL_ENABLED',
  published: 'PUBLISHED',
};

export interface HomeSearch {
  readonly team?: number | undefined;
  readonly folder?: number | undefined;
  readonly tag?: string | undefined;
  readonly search?: string | undefined;
  readonly filter?: HomeFilter | undefined;
}

export function toChoice({ team, folder, tag, search, filter }: HomeSearch): StoryChoice {
  return {
    teamId: team,
    folderId: folder,
    tag,
    search,
    filter: filter === undefined ? undefined : apiFilters[filter],
  };
}

/** Whether anything is left out of the list. */
export function isNarrowed({ folder, tag, search, filter }: HomeSearch): boolean {
  return [folder, tag, search, filter].some((each) => each !== undefined);
}
