/**
 * One process of a simulation: its clock, which may be wrong; its end, after which nothing that it asked for comes back;
 * its stalls, during which what comes back for it piles up.
 */
import type { ProcessId } from '@fabula/model';
import type { Engine } from '../door.ts';
import type { Clock } from '../ports/clock.ts';
import type { VirtualClock } from './virtual-clock.ts';

export class SimulatedProcess {
  readonly name: string;
  /** How far its clock is from the right time, in milliseconds. */
  skew = 0;
  /** Registered as. */
  id: ProcessId | null = null;
  isUp = false;
  isDown = false;
  isStalled = false;
  readonly clock: Clock;
  private readonly world: VirtualClock;
  private made: Engine | null = null;
  private piled: (() => void)[] = [];
  private readonly onEnd = new Set<() => void>();

  /** `slow`: now and then a look at the clock finds that computing has taken a while, so that long work is cut into slices. */
  constructor(name: string, world: VirtualClock, slow: () => boolean) {
    this.name = name;
    this.world = world;
    this.clock = {
      now: () => world.now() + this.skew + (slow() ? 10 : 0),
      at: (at, call) => world.at(at - this.skew, () => this.whenAwake(call)),
      soon: (call) => world.soon(() => this.whenAwake(call)),
    };
  }

  /** Called once: an engine needs the clock of its process, so it is made after it. */
  runs(engine: Engine): void {
    this.made = engine;
  }

  get engine(): Engine {
    if (this.made === null) throw new Error(`${this.name} runs no engine`);
    return this.made;
  }

  /** Something comes in from outside: dropped when the process has ended, kept while it is stalled. */
  whenAwake(call: () => void): void {
    if (this.isDown) return;
    if (this.isStalled) this.piled.push(call);
    else call();
  }

  stall(): void {
    this.isStalled = true;
  }

  /** Everything that came in meanwhile is seen to, in its order. */
  goOn(): void {
    if (!this.isStalled) return;
    this.isStalled = false;
    const piled = this.piled;
    this.piled = [];
    for (const call of piled) this.world.soon(() => this.whenAwake(call));
  }

  /** Called once when the process ends, in whatever way, unless the function given back is called before. */
  atEnd(call: () => void): () => void {
    this.onEnd.add(call);
    return () => this.onEnd.delete(call);
  }

  end(): void {
    if (this.isDown) return;
    this.isDown = true;
    this.isUp = false;
    this.piled = [];
    for (const call of this.onEnd) call();
  }
}
