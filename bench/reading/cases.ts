/** The lists that are measured, each with what reads the same rows when their ids are known. */
import { asId, type StoryId } from '@fabula/model';
import { type Database, findEvents, listEvents, listStories, makeKnownCounts, type StorySearch } from '@fabula/store';
import { findStories } from '../../packages/store/src/repositories/stories.ts';
import { found } from './fill.ts';

export interface Case {
  readonly list: string;
  readonly page: 'first' | 'middle' | 'last';
  /** Those that are to be at most five times the read by key. */
  readonly isGoal: boolean;
  /** Gives the ids of the page. */
  read(): Promise<readonly number[]>;
  readByKey(ids: readonly number[]): Promise<unknown>;
}

const perPage = 20;

export async function storyCases({ kysely }: Database): Promise<Case[]> {
  const searches: [list: string, StorySearch, isGoal: boolean, known?: ReturnType<typeof makeKnownCounts>][] = [
    ['stories, as last edited', { teamIds: null }, true],
    ['stories, by name', { teamIds: null, order: 'NAME' }, true],
    ['stories, by number of actions', { teamIds: null, order: 'ACTION_COUNT_DESC' }, true],
    ['stories of a team', { teamIds: [asId(1)] }, true],
    ['stories, disabled', { teamIds: null, filter: 'DISABLED' }, false],
  ];
  for (const [share, { word, tag }] of Object.entries(found)) {
    const isFew = share !== 'one in ten' && share !== 'one in two';
    const search = { teamIds: null, search: word };
    searches.push([`stories by a word that ${share} has`, search, isFew]);
    // Of those the pages after the first, and the same page again, do not count anew.
    if (!isFew) searches.push([`stories by a word that ${share} has, again`, search, true, makeKnownCounts()]);
    searches.push([`stories by a tag that ${share} has`, { teamIds: null, tags: [tag] }, true]);
  }
  const cases: Case[] = [];
  for (const [list, search, isGoal, known] of searches) {
    const { count } = await listStories(kysely, search, { page: 1, perPage });
    for (const page of pageNames) {
      const paging = { page: pageNumber(page, count), perPage };
      cases.push({
        list,
        page,
        isGoal: isGoal && page !== 'middle',
        read: async () => (await listStories(kysely, search, paging, known)).items.map(({ id }) => id),
        readByKey: (ids) => findStories(kysely, ids),
      });
    }
  }
  return cases;
}

export async function eventCases({ kysely }: Database, storyId: StoryId): Promise<Case[]> {
  const search = { teamIds: null, storyId };
  const listPage = async (page: number) => {
    const listed = await listEvents(kysely, search, { page, perPage, maxBytes: 1e9 });
    if (!listed.ok) throw new Error('a page of events is too large');
    return listed.value;
  };
  // Events expire meanwhile, so the last page is another one each time.
  let { count } = await listPage(1);
  return pageNames.map((page) => ({
    list: 'events of a story',
    page,
    isGoal: true,
    read: async () => {
      const listed = await listPage(pageNumber(page, count));
      count = listed.count;
      return listed.items.map(({ id }) => id);
    },
    readByKey: (ids) => findEvents(kysely, ids.map(asId<Parameters<typeof findEvents>[1][number]>)),
  }));
}

const pageNames = ['first', 'middle', 'last'] as const;

/** The last one that is full. */
function pageNumber(page: Case['page'], count: number): number {
  const last = Math.max(1, Math.floor(count / perPage));
  return page === 'first' ? 1 : page === 'middle' ? Math.ceil(last / 2) : last;
}
