import { expect, test } from 'vitest';
import { type ListedEvent, withNewer } from './story-events.ts';

const event = (id: number): ListedEvent => ({
  id,
  agent_id: 1,
  created_at: '',
  updated_at: '',
  story_run_guid: '',
  previous_event_ids: [],
  re_emitted: false,
  beginning: '',
});
const page = (...ids: number[]) => ({ items: ids.map(event), count: ids.length, isLast: false });

test.each([
  ['newer ones stand before', [5, 4], [[5, 4, 3, 2], [1]], 4],
  ['one that overlaps is there once', [4, 3], [[4, 3, 2], [1]], 3],
  ['nothing new changes nothing', [3], [[3, 2], [1]], 2],
] as const)('%s', (_name, fresh, pages, count) => {
  const shown = { pages: [page(3, 2), page(1)], pageParams: [undefined, 1] };
  const { pages: after } = withNewer(shown, page(...fresh));
  expect(after.map(({ items }) => items.map(({ id }) => id))).toEqual(pages);
  expect(after[0]?.count).toBe(count);
});
