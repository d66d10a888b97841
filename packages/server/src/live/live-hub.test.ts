import { asId, type StoryId } from '@fabula/model';
import { expect, test } from 'vitest';
import { type ActionCounts, createLiveHub, type LiveListener } from './live-hub.ts';
import { manualClock } from './manual-clock.test-kit.ts';

const storyId = asId<StoryId>(1);

function world({ hasNeighbours = false } = {}) {
  const clock = manualClock();
  const counts = new Map<number, ActionCounts>();
  const readings: number[] = [];
  const errors: unknown[] = [];
  const story = { revision: 7 };
  let tell: (storyIds: ReadonlySet<StoryId>) => void = () => {};
  const hub = createLiveHub({
    clock,
    hasNeighbours,
    readCounts: async () => {
      readings.push(clock.time);
      return [...counts.values()];
    },
    readRevision: async () => story.revision,
    onActivity: (listener) => {
      tell = listener;
      return () => {
        tell = () => {};
      };
    },
    report: (error) => errors.push(error),
  });
  return {
    clock,
    hub,
    readings,
    errors,
    change: () => {
      story.revision += 1;
      hub.changed(storyId);
    },
    happen: (id: number, events: number) => {
      counts.set(id, {
        id: asId(id),
        events_count: events,
        logs_count: 0,
        errors_count: 0,
        last_event_at: null,
        last_error_log_at: null,
      });
      tell(new Set([storyId]));
    },
  };
}

function listener() {
  const heard: [string, ...[number, number][]][] = [];
  const revisions: number[] = [];
  const short = (actions: readonly ActionCounts[]) =>
    actions.map(({ id, events_count }): [number, number] => [id, events_count]);
  const ears: LiveListener = {
    snapshot: (actions) => heard.push(['snapshot', ...short(actions)]),
    activity: (actions) => heard.push(['activity', ...short(actions)]),
    revision: (revision) => revisions.push(revision),
    end: () => heard.push(['end']),
  };
  return { ears, heard, revisions };
}

test('a listener gets a snapshot and then only what changed', async () => {
  const { hub, clock, happen } = world();
  happen(7, 1);
  happen(8, 1);
  const { ears, heard } = listener();
  await hub.watch(storyId, ears);
  happen(8, 2);
  await clock.pass(1_000);
  expect(heard).toEqual([
    ['snapshot', [7, 1], [8, 1]],
    ['activity', [8, 2]],
  ]);
});

test('however much happens, there are at most four notices a second, and the last one is complete', async () => {
  const { hub, clock, happen } = world();
  const { ears, heard } = listener();
  await hub.watch(storyId, ears);
  for (let count = 1; count <= 1000; count++) {
    happen(7, count);
    await clock.pass(1);
  }
  await clock.pass(250);
  expect(heard.length).toBeLessThanOrEqual(7);
  expect(heard.at(-1)).toEqual(['activity', [7, 1000]]);
});

test('everybody is told of each change of the story, and of the one that holds when they come', async () => {
  const { hub, clock, change, happen } = world();
  const first = listener();
  const second = listener();
  await hub.watch(storyId, first.ears);
  change();
  await clock.pass(1_000);
  await hub.watch(storyId, second.ears);
  happen(7, 1);
  await clock.pass(1_000);
  expect(first.revisions).toEqual([7, 8]);
  change();
  change();
  await clock.pass(1_000);
  expect([first.revisions, second.revisions]).toEqual([
    [7, 8, 10],
    [8, 10],
  ]);
});

test('two listeners cost one reading', async () => {
  const { hub, clock, happen, readings } = world();
  const first = listener();
  const second = listener();
  await hub.watch(storyId, first.ears);
  await hub.watch(storyId, second.ears);
  await clock.pass(1_000);
  readings.length = 0;
  happen(7, 1);
  await clock.pass(1_000);
  expect(readings.length).toBe(1);
  expect(first.heard.at(-1)).toEqual(['activity', [7, 1]]);
  expect(second.heard.at(-1)).toEqual(['activity', [7, 1]]);
});

test('where neighbours write, changes are found without being told', async () => {
  const { hub, clock, happen } = world({ hasNeighbours: true });
  const { ears, heard } = listener();
  await hub.watch(storyId, ears);
  happen(7, 3);
  await clock.pass(10_000);
  expect(heard.at(-1)).toEqual(['activity', [7, 3]]);
});

test('who stops watching leaves no timer, and closing ends everybody', async () => {
  const { hub, clock, happen } = world({ hasNeighbours: true });
  const leaving = listener();
  const staying = listener();
  const leave = await hub.watch(storyId, leaving.ears);
  happen(7, 1);
  leave();
  expect(clock.waiting.size).toBe(0);
  await hub.watch(storyId, staying.ears);
  hub.close();
  expect(clock.waiting.size).toBe(0);
  expect(staying.heard.at(-1)).toEqual(['end']);
  expect(leaving.heard).toEqual([['snapshot']]);
});
