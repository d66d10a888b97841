/**
 * One history from a seed: stories made up by chance, processes that come and go, requests that arrive, things that go
 * wrong; then it clears up, everything comes to rest, and is checked.
 */
import type { StoryDefinition } from '@fabula/model';
import { Dice } from './dice.ts';
import { randomRates } from './faults.ts';
import { brokenPromises, unfinished } from './invariants.ts';
import type { SimulatedProcess } from './process.ts';
import { randomStories } from './random-story.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { storyText } from './toy-story.ts';
import { Trace } from './trace.ts';
import { World, type WorldOptions } from './world.ts';

export interface HistoryOptions extends Pick<WorldOptions, 'makeStore'> {
  readonly makeDisk?: (idsPerBlock: number) => SimulatedDisk;
}

/** Longer than any story takes once nothing goes wrong any more. */
const restMs = 600_000;
const superviseEveryMs = 250;

/** Throws, with the stories and what happened, when a promise is broken. */
export async function simulate(seed: number, options: HistoryOptions = {}): Promise<void> {
  const broken = await brokenIn(seed, options);
  if (broken.length === 0) return;
  // the same once more, and this time somebody looks
  const trace = new Trace();
  const stories: StoryDefinition[] = [];
  await brokenIn(seed, options, { trace, stories });
  const text = stories.map(storyText).join('\n');
  throw new Error(
    `seed ${seed} breaks promises:\n${broken.slice(0, 20).join('\n')}\n\nStories:\n${text}\n\nLast things:\n${trace}`,
  );
}

async function brokenIn(
  seed: number,
  options: HistoryOptions,
  witness?: { readonly trace: Trace; readonly stories: StoryDefinition[] },
): Promise<string[]> {
  const dice = new Dice(seed);
  const stories = randomStories(dice);
  witness?.stories.push(...stories);
  const idsPerBlock = dice.pick([500, 2_000, 10_000]);
  const world = new World(seed, stories, {
    faults: randomRates(dice),
    disk: options.makeDisk?.(idsPerBlock) ?? new SimulatedDisk(idsPerBlock),
    maxEffects: dice.pick([2, 8, 256]),
    ...(options.makeStore === undefined ? {} : { makeStore: options.makeStore }),
    ...(witness === undefined ? {} : { trace: witness.trace }),
  });
  try {
    await new History(world, dice).run();
  } catch (thrown) {
    return [...brokenPromises(world), String(thrown instanceof Error ? thrown.stack : thrown)];
  }
  return brokenPromises(world);
}

class History {
  private readonly world: World;
  private readonly dice: Dice;
  /** How many processes there should be. */
  private wanted: number;
  private readonly workers = new Set<SimulatedProcess>();
  private isStormy = true;

  constructor(world: World, dice: Dice) {
    this.world = world;
    this.dice = dice;
    this.wanted = dice.whole(1, 3);
  }

  async run(): Promise<void> {
    const { world, dice } = this;
    this.supervise();
    this.answer();
    await world.pass(dice.whole(0, 600));
    for (let moment = dice.whole(4, 12); moment > 0; moment--) {
      this.arrivals();
      if (dice.chance(0.5)) this.incident();
      await world.pass(dice.chance(0.2) ? dice.whole(100, 4_000) : dice.whole(0, 60));
    }
    await world.pass(dice.whole(0, 20_000));
    this.clearUp();
    if (world.stories.some(isScheduled)) {
      await world.pass(dice.whole(62_000, 70_000));
      world.disk.endSchedules();
    }
    const isOver = (): boolean => unfinished(world).length === 0;
    await world.until(isOver, restMs);
  }

  /** Whoever ended, or was taken for dead, is replaced. */
  private supervise(): void {
    const { world, dice } = this;
    const there = world.processes.filter((process) => !process.isDown && !world.isBuried(process));
    const hasWorker = there.some((process) => this.workers.has(process));
    if ((there.length < this.wanted || !hasWorker) && (!this.isStormy || dice.chance(0.7))) {
      const isWorker = !hasWorker || dice.chance(0.8);
      const process = world.launch(isWorker);
      if (isWorker) this.workers.add(process);
    }
    world.clock.at(world.clock.now() + superviseEveryMs, () => this.supervise());
  }

  /** Somebody outside answers what waits for it, sooner or later, and now and then twice. */
  private answer(): void {
    const { world, dice } = this;
    const up = world.processes.filter((process) => process.isUp);
    if (up.length > 0) {
      for (const row of world.disk.deliveries.values()) {
        if (row.waitsFor !== row.id || dice.chance(0.5)) continue;
        for (let times = dice.chance(0.2) ? 2 : 1; times > 0; times--) world.answerWaiting(dice.pick(up), row);
      }
    }
    world.clock.at(world.clock.now() + dice.whole(100, 1_500), () => this.answer());
  }

  private arrivals(): void {
    const { world, dice } = this;
    const up = world.processes.filter((process) => process.isUp);
    const entries = world.stories.filter((story) => !isScheduled(story));
    if (up.length === 0 || entries.length === 0) return;
    for (let count = dice.whole(0, 3); count > 0; count--) {
      const story = dice.pick(entries);
      const timeoutMs = story.webhookApi !== null && dice.chance(0.5) ? dice.pick([300, 5_000, 60_000]) : null;
      world.accept(dice.pick(up), story, dice.whole(0, 2), timeoutMs);
    }
  }

  private incident(): void {
    const { world, dice } = this;
    const { clock } = world;
    const there = world.processes.filter((process) => !process.isDown);
    if (there.length === 0) return;
    const process = dice.pick(there);
    switch (dice.whole(1, 8)) {
      case 1:
        world.faults.isDatabaseAway = true;
        clock.at(clock.now() + dice.whole(50, 4_000), () => {
          world.faults.isDatabaseAway = false;
        });
        return;
      case 2:
        process.skew += dice.chance(0.5) ? dice.whole(-2_000, 0) : dice.whole(0, 10_000);
        return;
      case 3:
        world.paused.set(dice.pick(world.stories).id, clock.now() + dice.whole(100, 6_000));
        return;
      case 4:
        world.isUnderPressure = true;
        clock.at(clock.now() + dice.whole(100, 2_000), () => {
          world.isUnderPressure = false;
        });
        return;
      case 5:
        return world.disturb(process, dice.pick(['work', 'missed', 'schedules']));
      case 6: {
        const known = [...world.disk.runs.keys()];
        if (known.length > 0) world.repeatAnswer(process, dice.pick(known));
        return;
      }
      case 7:
        if (process.isUp && !process.isStalled) void world.stop(process, dice.pick([0, 200, 5_000]));
        return;
      default:
        this.wanted = dice.whole(1, 3);
        return;
    }
  }

  private clearUp(): void {
    const { world } = this;
    this.isStormy = false;
    world.faults.calm();
    world.isUnderPressure = false;
    for (const process of world.processes) process.goOn();
  }
}

function isScheduled(story: StoryDefinition): boolean {
  return story.actions.some((action) => action.schedule.length > 0);
}
