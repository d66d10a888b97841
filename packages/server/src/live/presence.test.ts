import { asId, type StoryId, type UserId } from '@fabula/model';
import { expect, test } from 'vitest';
import { manualClock } from './manual-clock.test-kit.ts';
import { createPresence, type Place, type Presence, type PresenceNotice } from './presence.ts';

const story = asId<StoryId>(1);
const [ada, bob] = [
  { userId: asId<UserId>(1), name: 'Ada' },
  { userId: asId<UserId>(2), name: 'Bob' },
];

function ears() {
  const people: string[][] = [];
  const cursors: [string, Place | null][] = [];
  return {
    people,
    cursors,
    listener: {
      people: (others: readonly { readonly name: string }[]) => people.push(others.map(({ name }) => name)),
      cursor: (id: string, at: Place | null) => cursors.push([id, at]),
    },
  };
}

test('people who look at the same story are told of each other, and when one leaves', () => {
  const presence = createPresence(manualClock(), null);
  const [adas, bobs] = [ears(), ears()];
  presence.join(story, ada, 'tab', adas.listener);
  const leave = presence.join(story, bob, 'tab', bobs.listener);
  leave();
  leave();
  expect(adas.people).toEqual([[], ['Bob'], []]);
  expect(bobs.people).toEqual([['Ada']]);
});

test('nobody is told of their own tabs, nor of who looks at another story', () => {
  const presence = createPresence(manualClock(), null);
  const [one, two] = [ears(), ears()];
  presence.join(story, ada, 'one', one.listener);
  presence.join(story, ada, 'two', two.listener);
  presence.join(asId<StoryId>(2), bob, 'tab', ears().listener);
  presence.move(story, ada.userId, 'two', { x: 1, y: 1 });
  expect([one.people.flat(), two.people.flat(), one.cursors]).toEqual([[], [], []]);
});

test('pointers are shown to the others, ten times a second at most, and the newest place comes last', async () => {
  const clock = manualClock();
  const presence = createPresence(clock, null);
  const adas = ears();
  presence.join(story, ada, 'tab', adas.listener);
  presence.join(story, bob, 'tab', ears().listener);
  for (let x = 0; x < 100; x++) {
    presence.move(story, bob.userId, 'tab', { x, y: 0 });
    await clock.pass(10);
  }
  await clock.pass(1_000);
  expect(adas.cursors.length).toBeGreaterThan(5);
  expect(adas.cursors.length).toBeLessThanOrEqual(11);
  expect(adas.cursors.at(-1)).toEqual(['2-tab', { x: 99, y: 0 }]);
  expect(clock.waiting.size).toBe(0);
});

test('a pointer of a tab that is not there is dropped; who comes later sees where the others are', () => {
  const presence = createPresence(manualClock(), null);
  const [adas, bobs] = [ears(), ears()];
  presence.join(story, ada, 'tab', adas.listener);
  presence.move(story, bob.userId, 'tab', { x: 1, y: 1 });
  // Ada's tab, but Bob says so
  presence.move(story, ada.userId, 'tab', { x: 2, y: 2 });
  presence.join(story, bob, 'tab', bobs.listener);
  expect([adas.cursors, bobs.cursors]).toEqual([[], [['1-tab', { x: 2, y: 2 }]]]);
});

test('a tab that comes back before its first channel has ended stays', () => {
  const presence = createPresence(manualClock(), null);
  const adas = ears();
  presence.join(story, ada, 'tab', adas.listener);
  const first = presence.join(story, bob, 'tab', ears().listener);
  presence.join(story, bob, 'tab', ears().listener);
  first();
  expect(adas.people.at(-1)).toEqual(['Bob']);
});

/** Two processes, each of which tells the other; `cut` ends that. */
function processes() {
  const clock = manualClock();
  const all: Presence[] = [];
  const state = { isCut: false };
  const tellFrom = (own: number) => (notice: PresenceNotice) => {
    if (!state.isCut) all[1 - own]?.heard(notice);
  };
  all.push(createPresence(clock, tellFrom(0)), createPresence(clock, tellFrom(1)));
  const [one, two] = all;
  if (one === undefined || two === undefined) throw new Error('there are two');
  return { clock, one, two, cut: () => (state.isCut = true) };
}

test('people see each other across processes, whichever is told where a pointer is', () => {
  const { one, two } = processes();
  const [adas, bobs] = [ears(), ears()];
  one.join(story, ada, 'tab', adas.listener);
  const leave = two.join(story, bob, 'tab', bobs.listener);
  expect([adas.people.at(-1), bobs.people.at(-1)]).toEqual([['Bob'], ['Ada']]);
  one.move(story, bob.userId, 'tab', { x: 3, y: 4 });
  expect(adas.cursors).toEqual([['2-tab', { x: 3, y: 4 }]]);
  two.move(story, ada.userId, 'tab', { x: 5, y: 6 });
  expect(bobs.cursors).toEqual([['1-tab', { x: 5, y: 6 }]]);
  leave();
  expect(adas.people.at(-1)).toEqual([]);
});

test('who is not heard of any more is forgotten, and who is stays', async () => {
  const { one, two, clock, cut } = processes();
  const adas = ears();
  one.join(story, ada, 'tab', adas.listener);
  two.join(story, bob, 'tab', ears().listener);
  await clock.pass(60_000);
  expect(adas.people.at(-1)).toEqual(['Bob']);
  cut();
  await clock.pass(60_000);
  expect(adas.people.at(-1)).toEqual([]);
});
