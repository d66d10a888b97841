/**
 * A world for whole stories: processes that share a disk, crash, stall and come back; an outside that counts what it was
 * sent; callers that remember what they were answered. Everything follows from the seed.
 */
import { getKey } from '@fabula/formula';
import type { ActionId, DeliveryId, ProcessId, RunId, StoryDefinition, StoryId } from '@fabula/model';
import type { Accepted, Engine, ExitAnswer } from '../door.ts';
import { createEngine } from '../engine.ts';
import type { Brakes } from '../ports/brakes.ts';
import type { EngineProblem } from '../ports/problem.ts';
import { Dice } from './dice.ts';
import { type FaultRates, Faults, noFaults } from './faults.ts';
import { MemoryLocks } from './memory-locks.ts';
import { Outside } from './outside.ts';
import { asText, asValue, rootPayload, type ToyPayload } from './payload.ts';
import { SimulatedProcess } from './process.ts';
import { type DeliveryRow, SimulatedDisk } from './simulated-disk.ts';
import { type SharedWorld, SimulatedStore } from './simulated-store.ts';
import { simulatedStoryBook } from './simulated-story-book.ts';
import { toyActions } from './toy-actions.ts';
import type { Trace } from './trace.ts';
import { settle, VirtualClock } from './virtual-clock.ts';

export interface WorldOptions {
  readonly faults?: FaultRates;
  readonly disk?: SimulatedDisk;
  readonly makeStore?: (shared: SharedWorld, process: SimulatedProcess) => SimulatedStore;
  readonly maxEventsInMemory?: number;
  readonly maxEffects?: number;
  readonly maxEffectsPerStory?: number;
  /** Asked at each look at a story: it is not in memory. */
  readonly forgets?: () => boolean;
  readonly trace?: Trace;
}

/** One request to start a run, and all that its caller was told. */
export interface Caller {
  readonly root: string;
  readonly story: StoryDefinition;
  readonly payload: ToyPayload;
  readonly process: SimulatedProcess;
  readonly timeoutMs: number | null;
  accepted: Accepted | null;
  exit: ExitAnswer | null;
  /** On the right clock. */
  exitAt: number | null;
  /** When it was told that its run is durable. */
  acceptedAt: number | null;
}

export class World implements SharedWorld {
  readonly clock: VirtualClock;
  readonly disk: SimulatedDisk;
  readonly locks = new MemoryLocks();
  readonly dice: Dice;
  readonly faults: Faults;
  readonly stories: readonly StoryDefinition[];
  readonly outside: Outside;
  readonly processes: SimulatedProcess[] = [];
  readonly callers: Caller[] = [];
  readonly problems: EngineProblem[] = [];
  /** Promises that were seen broken while the history went on. */
  readonly violations: string[] = [];
  /** Deliveries that were answered from outside, and how often. */
  readonly answered = new Map<DeliveryId, number>();
  /** Stories that are held up, and until when. */
  readonly paused = new Map<StoryId, number>();
  /** Nothing new is taken in. */
  isUnderPressure = false;
  /** Processes that ended otherwise than by stopping in peace. */
  deaths = 0;
  private readonly stores = new Map<SimulatedProcess, SimulatedStore>();
  private readonly options: WorldOptions;
  private readonly trace: Trace | undefined;
  private guids = 0;

  constructor(seed: number, stories: readonly StoryDefinition[], options: WorldOptions = {}) {
    this.dice = new Dice(seed);
    this.clock = new VirtualClock(Date.UTC(2026, 0, 1) + this.dice.whole(0, 59_999));
    this.faults = new Faults(options.faults ?? noFaults, this.dice);
    this.disk = options.disk ?? new SimulatedDisk();
    this.stories = stories;
    this.options = options;
    this.trace = options.trace;
    this.outside = new Outside(this);
    this.disk.onAnswer = ({ processId, runId, eventId }) => {
      this.storeOf(processId)?.notify((listener) => listener.answered(runId, eventId));
    };
    this.disk.onBuried = (processId) => {
      // seen when it comes to look after its sign of life
      this.clock.at(this.clock.now() + this.dice.whole(0, 3_000), () => this.storeOf(processId)?.tellBuried());
    };
  }

  private storeOf(processId: ProcessId): SimulatedStore | undefined {
    for (const [process, store] of this.stores) if (process.id === processId) return store;
    return undefined;
  }

  // what happens to processes

  /** Starts a process; it is up some time later, or has ended without having been. */
  launch(isWorker = true): SimulatedProcess {
    const process = new SimulatedProcess(`p${this.processes.length + 1}`, this.clock, () => this.faults.isSlow());
    process.skew = this.faults.skew();
    this.processes.push(process);
    const store = this.options.makeStore?.(this, process) ?? new SimulatedStore(this, process);
    this.stores.set(process, store);
    process.runs(this.createEngine(process, store, isWorker));
    this.note(process, () => `starts, clock ${process.skew} ms off`);
    process.engine.start().then(
      () => {
        process.isUp = !process.isDown;
      },
      () => this.kill(process),
    );
    return process;
  }

  /** Starts a process and waits until it is ready; as a supervisor does, with another one if it is not. */
  async startProcess(): Promise<SimulatedProcess> {
    for (;;) {
      const process = this.launch();
      await this.until(() => process.isUp || process.isDown);
      if (process.isUp) return process;
    }
  }

  kill(process: SimulatedProcess): void {
    if (process.isDown) return;
    this.note(process, () => 'is killed');
    this.deaths++;
    if (process.id !== null) this.disk.alive.delete(process.id);
    this.stores.delete(process);
    process.end();
  }

  /** Ends the process as an operator does. */
  async stop(process: SimulatedProcess, graceMs: number): Promise<void> {
    this.note(process, () => 'stops');
    process.isUp = false;
    this.deaths++;
    await process.engine.stop(graceMs).catch(() => undefined);
    this.kill(process);
  }

  /** It does not run for a while. Now and then it is taken for dead, and comes back all the same. */
  stall(process: SimulatedProcess): void {
    const ms = this.dice.whole(50, 8_000);
    this.note(process, () => `stalls for ${ms} ms`);
    process.stall();
    if (process.id !== null && this.faults.strikes(this.faults.rates.buried)) {
      this.note(process, () => 'is taken for dead');
      this.deaths++;
      this.disk.alive.delete(process.id);
    }
    this.clock.at(this.clock.now() + ms, () => {
      this.note(process, () => 'goes on');
      process.goOn();
    });
  }

  /** Taken for dead, or about to be. */
  isBuried({ id }: SimulatedProcess): boolean {
    return id !== null && !this.disk.alive.has(id);
  }

  atPoint(process: SimulatedProcess, point: string): void {
    if (this.trace !== undefined && !isRoutine(point)) this.note(process, () => point);
    if (process.isDown || process.isStalled) return;
    const blow = this.faults.blow(isDelicate(point));
    if (blow === 'crash') this.kill(process);
    if (blow === 'stall') this.stall(process);
  }

  announce(from: SimulatedProcess): void {
    for (const [process, store] of this.stores) if (process !== from) store.notify((listener) => listener.work());
  }

  /** A notice that nobody sent, or that was sent long ago. */
  disturb(process: SimulatedProcess, how: 'work' | 'missed' | 'schedules'): void {
    if (how === 'schedules') process.engine.wake();
    else this.stores.get(process)?.notify((listener) => listener[how]());
  }

  /** An exit is told once more. */
  repeatAnswer(process: SimulatedProcess, runId: RunId): void {
    const exits = this.stories.flatMap((story): readonly ActionId[] => story.webhookApi?.exitActionIds ?? []);
    for (const event of this.disk.events.values()) {
      if (event.runId !== runId || !exits.includes(event.actionId)) continue;
      this.stores.get(process)?.notify((listener) => listener.answered(runId, event.id));
      return;
    }
  }

  private createEngine(process: SimulatedProcess, store: SimulatedStore, isWorker: boolean): Engine {
    return createEngine({
      store,
      stories: simulatedStoryBook(this.stories, this.options.forgets),
      types: toyActions({
        planned: ({ story, action }) => {
          // an effect whose outcome is not known is told of at once
          const isEffect = action.type === 'Agents::Send' || getKey(action.options, 'sends') === true;
          if (isEffect || this.pausedUntil(process, story.id) === null) return;
          this.violations.push(`${story.name} is paused, and was worked on`);
        },
        violated: (message) => this.violations.push(message),
      }),
      clock: process.clock,
      outgoing: this.outside.for(process),
      random: this.dice.random,
      newUuid: () => `00000000-0000-4000-8000-${String(++this.guids).padStart(12, '0')}`,
      platform: undefined,
      tenant: { domain: 'sim', name: 'sim' },
      links: { storyRun: () => 'sim:run', prompt: () => 'sim:prompt', page: () => null },
      report: (problem) => {
        this.problems.push(problem);
        this.note(process, () => `${problem.kind}: ${problem.message}`);
        // its supervisor starts another one
        if (problem.kind === 'fenced') this.clock.at(this.clock.now() + 500, () => this.kill(process));
      },
      brakes: this.brakes(process),
      roles: { worker: isWorker },
      ...(this.options.maxEffects === undefined ? {} : { maxEffects: this.options.maxEffects }),
      ...(this.options.maxEffectsPerStory === undefined ? {} : { maxEffectsPerStory: this.options.maxEffectsPerStory }),
      ...(this.options.maxEventsInMemory === undefined ? {} : { maxEventsInMemory: this.options.maxEventsInMemory }),
    });
  }

  private brakes(process: SimulatedProcess): Brakes {
    return {
      pausedUntil: (storyId) => this.pausedUntil(process, storyId),
      pressure: () =>
        this.isUnderPressure ? { kind: 'busy', retryAfterSeconds: 1, message: 'There is no room.' } : null,
    };
  }

  private pausedUntil(process: SimulatedProcess, storyId: StoryId): number | null {
    const until = this.paused.get(storyId);
    return until === undefined || until <= this.clock.now() + process.skew ? null : until;
  }

  // what callers do

  /** Asks a process to start a run of the story. `timeoutMs`: and waits so long for an exit. */
  accept(process: SimulatedProcess, story: StoryDefinition, i = 0, timeoutMs: number | null = null): Caller {
    const root = `r${this.callers.length + 1}`;
    const payload = rootPayload(root, i);
    const caller: Caller = {
      root,
      story,
      payload,
      process,
      timeoutMs,
      accepted: null,
      exit: null,
      exitAt: null,
      acceptedAt: null,
    };
    this.callers.push(caller);
    const entry = story.actions[0];
    if (entry === undefined) throw new Error('a story needs an entry');
    const awaitExit =
      timeoutMs === null ? {} : { awaitExit: { actionIds: story.webhookApi?.exitActionIds ?? [], timeoutMs } };
    process.whenAwake(() => {
      const accepting = process.engine.accept({
        story,
        actionId: entry.id,
        payload: asValue(payload),
        origin: 'webhook',
        ...awaitExit,
      });
      void accepting.then((accepted) => {
        if (!process.isDown) this.taken(caller, accepted);
      });
    });
    return caller;
  }

  private taken(caller: Caller, accepted: Accepted): void {
    caller.accepted = accepted;
    caller.acceptedAt = this.clock.now();
    this.note(
      caller.process,
      () => `answers ${caller.root}: ${accepted.ok ? `run ${accepted.runId}` : accepted.message}`,
    );
    if (!accepted.ok) return;
    const event = this.disk.events.get(accepted.eventId);
    if (event?.runId !== accepted.runId || event.payloadText !== asText(caller.payload)) {
      this.violations.push(`${caller.root} was answered before it was durable`);
    }
    void accepted.exit?.then((exit) => {
      if (!caller.process.isDown) this.exited(caller, accepted.runId, exit);
    });
  }

  private exited(caller: Caller, runId: RunId, exit: ExitAnswer): void {
    this.note(caller.process, () => `tells ${caller.root}: ${exit.kind}`);
    caller.exit = exit;
    caller.exitAt = this.clock.now();
    if (exit.kind !== 'answered') return;
    const exits: readonly number[] = caller.story.webhookApi?.exitActionIds ?? [];
    const text = JSON.stringify(exit.payload);
    for (const event of this.disk.events.values()) {
      if (event.runId === runId && exits.includes(event.actionId) && event.payloadText === text) return;
    }
    this.violations.push(`${caller.root} was told an exit that is not on the disk: ${text}`);
  }

  /** Somebody outside answers what a delivery waits for. */
  answerWaiting(process: SimulatedProcess, { id, actionId }: DeliveryRow): void {
    const action = this.stories.flatMap(({ actions }) => actions).find((each) => each.id === actionId);
    const times = Number((action && getKey(action.options, 'times')) ?? 1);
    process.whenAwake(() => {
      void process.engine.answerWaiting(id, { said: 'yes' }).then((result) => {
        if (process.isDown) return;
        this.note(process, () => `answer to ${id}: ${result}`);
        if (result !== 'answered') return;
        const answers = (this.answered.get(id) ?? 0) + 1;
        this.answered.set(id, answers);
        if (answers > times) this.violations.push(`delivery ${id} was answered ${answers} times`);
        const isDurable = this.disk.deliveries.get(id)?.waitsFor !== id;
        if (answers === times && !isDurable)
          this.violations.push(`delivery ${id} was answered before that was durable`);
      });
    });
  }

  // time

  /** Moves time until it is so. Throws after a virtual hour. */
  async until(isSo: () => boolean, limitMs = 3_600_000): Promise<void> {
    const limit = this.clock.now() + limitMs;
    await settle();
    while (!isSo()) {
      if (!(await this.clock.step(limit))) throw new Error(`it did not happen within ${limitMs} virtual milliseconds`);
    }
  }

  /** Moves time on by so many milliseconds. */
  async pass(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    await settle();
    while (await this.clock.step(until)) {
      // what is due has happened
    }
  }

  note(process: SimulatedProcess, what: () => string): void {
    this.trace?.add(this.clock.now() - Date.UTC(2026, 0, 1), process.name, what());
  }
}

/** What every process does all the time. */
function isRoutine(point: string): boolean {
  return /next due|reclaim|sync schedules|take ids|ended groups/.test(point);
}

/** Where work can be lost or done twice. */
function isDelicate(point: string): boolean {
  return /commit|claim|request/.test(point) && !point.includes('reclaim');
}
