import type { StoryDefinition } from '@fabula/model';
import { describe, expect, it } from 'vitest';
import { toyStory } from './toy-story.ts';
import { World } from './world.ts';

const calling = (name: string) =>
  toyStory(name, [
    { name: 'entry', to: ['call'] },
    { name: 'call', kind: 'Send', options: { attempts: 1, failures: 0, ms: 1_000 }, to: ['last'] },
    { name: 'last', kind: 'Pass' },
  ]);
const [busy, other] = [calling('busy'), calling('other')];

/** Calls of the story that are on their way. */
const underWay = (world: World, { id }: StoryDefinition) =>
  [...world.outside.underWay].filter((delivery) => world.disk.deliveries.get(delivery)?.storyId === id).length;

const finished = (world: World, { actions }: StoryDefinition) => {
  const last = actions.at(-1)?.id;
  return [...world.disk.events.values()].filter(({ actionId }) => actionId === last).length;
};

describe('a story with two calls to the outside at most', () => {
  it.each([1, 20, 200])('has never more, does all of %i, and holds up no other story', async (count) => {
    const world = new World(7, [busy, other], { maxEffects: 8, maxEffectsPerStory: 2 });
    const process = await world.startProcess();
    for (let i = 0; i < count; i++) world.accept(process, busy, i);
    let most = 0;
    const watching = (isSo: () => boolean) => () => {
      most = Math.max(most, underWay(world, busy));
      return isSo();
    };
    await world.until(watching(() => finished(world, busy) > 0));
    const before = world.clock.now();
    world.accept(process, other);
    await world.until(watching(() => finished(world, other) === 1));
    expect(world.clock.now() - before).toBeLessThan(1_500);
    await world.until(watching(() => finished(world, busy) === count));
    expect(most).toBe(Math.min(count, 2));
    expect(world.outside.violations).toEqual([]);
  });
});

describe('a story with a long backlog in the database', () => {
  it.each([2, 8])('and %i calls of eight on their way does not hold up what comes later from others', async (own) => {
    const world = new World(7, [busy, other], { maxEffects: 8, maxEffectsPerStory: own });
    const front = world.launch(false);
    await world.until(() => front.isUp);
    for (let i = 0; i < 300; i++) world.accept(front, busy, i);
    await world.startProcess();
    await world.until(() => finished(world, busy) > 0);
    const before = world.clock.now();
    world.accept(front, other);
    await world.until(() => finished(world, other) === 1);
    expect(world.clock.now() - before).toBeLessThan(4_000);
    expect(finished(world, busy)).toBeLessThan(60);
  });
});
