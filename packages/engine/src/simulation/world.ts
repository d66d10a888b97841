/**
 * A world for whole stories: processes that share a disk, crash and come back; an outside that counts what it was sent.
 * Everything follows from the seed.
 */
import type { StoryDefinition } from '@fabula/model';
import { type Accepted, createEngine, type Engine } from '../engine.ts';
import type { Outgoing } from '../ports/outgoing.ts';
import type { EngineProblem } from '../ports/problem.ts';
import { seededRandom } from './seeded-random.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { type Faults, noFaults, SimulatedStore } from './simulated-store.ts';
import { simulatedStoryBook } from './simulated-story-book.ts';
import { toyActions } from './toy-actions.ts';
import { settle, VirtualClock } from './virtual-clock.ts';

interface Process {
  readonly engine: Engine;
  readonly store: SimulatedStore;
  readonly isDown: () => boolean;
  readonly crash: () => void;
}

export class World {
  readonly clock = new VirtualClock();
  readonly disk = new SimulatedDisk();
  readonly random: () => number;
  readonly problems: EngineProblem[] = [];
  /** How often each call reached the outside. */
  readonly sent = new Map<string, number>();
  private readonly stories: readonly StoryDefinition[];
  private readonly faults: Faults;
  private readonly refuses: number;
  private readonly maxEventsInMemory: number;
  private guids = 0;

  constructor(
    seed: number,
    stories: readonly StoryDefinition[],
    options: { faults?: Faults; refuses?: number; maxEventsInMemory?: number } = {},
  ) {
    this.random = seededRandom(seed);
    this.stories = stories;
    this.faults = options.faults ?? noFaults;
    this.refuses = options.refuses ?? 0;
    this.maxEventsInMemory = options.maxEventsInMemory ?? 100_000;
  }

  /** Starts a process and waits until it is ready. */
  async startProcess(): Promise<Process> {
    const store = new SimulatedStore(this.disk, this.clock, this.random, this.faults);
    let isDown = false;
    const clock = {
      // now and then a look at the clock finds that computing has taken a while, so that long work is cut into slices
      now: () => this.clock.now() + (this.random() < 0.05 ? 10 : 0),
      at: (at: number, call: () => void) => this.clock.at(at, () => !isDown && call()),
      soon: (call: () => void) => this.clock.soon(() => !isDown && call()),
    };
    const before = new Set(this.disk.processes.keys());
    const engine = createEngine({
      store,
      stories: simulatedStoryBook(this.stories),
      types: toyActions,
      clock,
      outgoing: this.outgoing(() => isDown),
      random: this.random,
      newUuid: () => `00000000-0000-4000-8000-${String(++this.guids).padStart(12, '0')}`,
      platform: undefined,
      tenant: { domain: 'sim', name: 'sim' },
      links: { storyRun: () => 'sim:run', prompt: () => 'sim:prompt' },
      report: (problem) => this.problems.push(problem),
      maxEventsInMemory: this.maxEventsInMemory,
    });
    let outcome: 'started' | 'failed' | null = null;
    engine.start().then(
      () => {
        outcome = 'started';
      },
      () => {
        outcome = 'failed';
      },
    );
    await this.until(() => outcome !== null);
    const processId = [...this.disk.processes.keys()].find((id) => !before.has(id));
    if (outcome === 'failed') {
      // as a supervisor does: the process has ended, the next one is started
      isDown = true;
      store.crash();
      if (processId !== undefined) this.disk.remove(processId);
      return this.startProcess();
    }
    return {
      engine,
      store,
      isDown: () => isDown,
      crash: () => {
        isDown = true;
        store.crash();
        if (processId !== undefined) this.disk.remove(processId);
      },
    };
  }

  private outgoing(isDown: () => boolean): Outgoing {
    return {
      send: (request) =>
        new Promise((resolve) => {
          const { url } = request;
          const isRefused = this.random() < this.refuses;
          // a request on its way arrives even if its sender dies meanwhile
          this.clock.at(this.clock.now() + Math.floor(this.random() * 20), () => {
            if (isRefused) {
              resolve({ ok: false, error: { kind: 'connect', message: 'refused' } });
              return;
            }
            this.sent.set(url, (this.sent.get(url) ?? 0) + 1);
            const value = { status: 200, headers: [], body: new Uint8Array(), durationMs: 1, url };
            this.clock.at(this.clock.now() + Math.floor(this.random() * 20), () => {
              if (!isDown()) resolve({ ok: true, value });
            });
          });
        }),
    };
  }

  /** Moves time until it is so. Throws after a virtual hour. */
  async until(isSo: () => boolean): Promise<void> {
    const limit = this.clock.now() + 3_600_000;
    await settle();
    while (!isSo()) {
      if (!(await this.clock.step(limit))) throw new Error('it did not happen within a virtual hour');
    }
  }

  /** Moves time on by so many milliseconds. `between` is called between any two things that happen. */
  async pass(ms: number, between: () => Promise<void> | void = () => undefined): Promise<void> {
    const until = this.clock.now() + ms;
    await settle();
    while (await this.clock.step(until)) await between();
  }

  /** Accepts a run in the story; the result is filled in when the answer is there. */
  accept(process: Process, story: StoryDefinition, body = {}): { accepted: Accepted | null } {
    const result: { accepted: Accepted | null } = { accepted: null };
    const entry = story.actions[0];
    if (entry === undefined) throw new Error('a story needs an entry');
    void process.engine.accept({ story, actionId: entry.id, payload: body, origin: 'webhook' }).then((accepted) => {
      if (!process.isDown()) result.accepted = accepted;
    });
    return result;
  }
}
