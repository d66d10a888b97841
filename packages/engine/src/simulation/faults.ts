/** What goes wrong, and how often. Faults strike at the points where a process and the rest of the world meet. */
import type { Dice } from './dice.ts';

/** Chances are per call of the store, or per point before and after one. */
export interface FaultRates {
  /** Longest time that anything takes, in milliseconds. */
  readonly slowestMs: number;
  /** A call fails before it has done anything. */
  readonly unavailable: number;
  /** A call has done its work and its answer is lost. */
  readonly answerLost: number;
  readonly crash: number;
  readonly crashes: number;
  readonly stall: number;
  readonly stalls: number;
  /** A stalled process is taken for dead. */
  readonly buried: number;
  readonly noticeLost: number;
  readonly noticeTwice: number;
  /** A look at the clock finds that computing has taken a while. */
  readonly slow: number;
  /** Clocks are wrong by at most so many milliseconds. */
  readonly skewMs: number;
}

export const noFaults: FaultRates = {
  slowestMs: 2,
  unavailable: 0,
  answerLost: 0,
  crash: 0,
  crashes: 0,
  stall: 0,
  stalls: 0,
  buried: 0,
  noticeLost: 0,
  noticeTwice: 0,
  slow: 0.05,
  skewMs: 0,
};

/** Each history has its own weather: some are calm but for one kind of fault, some have everything. */
export function randomRates(dice: Dice): FaultRates {
  const often = (chance: number, most: number): number => (dice.chance(chance) ? dice.random() * most : 0);
  return {
    slowestMs: dice.pick([2, 15, 15, 120]),
    unavailable: often(0.6, 0.12),
    answerLost: often(0.6, 0.12),
    crash: often(0.75, 0.012),
    crashes: 8,
    stall: often(0.6, 0.02),
    stalls: 5,
    buried: 0.3 + 0.7 * dice.random(),
    noticeLost: often(0.5, 0.5),
    noticeTwice: often(0.5, 0.5),
    slow: 0.05,
    skewMs: dice.chance(0.5) ? dice.whole(0, 4_000) : 0,
  };
}

export type Blow = 'crash' | 'stall' | null;

export class Faults {
  readonly rates: FaultRates;
  /** Nobody reaches the database. */
  isDatabaseAway = false;
  private isCalm = false;
  private crashesLeft: number;
  private stallsLeft: number;
  private readonly dice: Dice;

  constructor(rates: FaultRates, dice: Dice) {
    this.rates = rates;
    this.dice = dice;
    this.crashesLeft = rates.crashes;
    this.stallsLeft = rates.stalls;
  }

  /** From now on nothing goes wrong any more. */
  calm(): void {
    this.isCalm = true;
    this.isDatabaseAway = false;
  }

  /** How long the next thing takes. */
  delay(): number {
    return Math.floor(this.dice.random() * this.rates.slowestMs);
  }

  isAway(): boolean {
    return this.isDatabaseAway || this.strikes(this.rates.unavailable);
  }

  losesAnswer(): boolean {
    return this.isDatabaseAway || this.strikes(this.rates.answerLost);
  }

  /** What hits a process at a point of its work: more often where there is something to lose. */
  blow(isDelicate: boolean): Blow {
    const factor = isDelicate ? 5 : 0.3;
    if (this.crashesLeft > 0 && this.strikes(factor * this.rates.crash)) {
      this.crashesLeft--;
      return 'crash';
    }
    if (this.stallsLeft > 0 && this.strikes(factor * this.rates.stall)) {
      this.stallsLeft--;
      return 'stall';
    }
    return null;
  }

  strikes(chance: number): boolean {
    return chance > 0 && !this.isCalm && this.dice.chance(chance);
  }

  isSlow(): boolean {
    return this.dice.chance(this.rates.slow);
  }

  skew(): number {
    return this.rates.skewMs === 0 ? 0 : this.dice.whole(-this.rates.skewMs, this.rates.skewMs);
  }
}
