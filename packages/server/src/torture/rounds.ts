/** The rounds: a moment of load, perhaps a fault, a kill at a random moment, and how long it takes until all is well again. */
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@fabula/store';
import { type FaultyWay, possibleFaults } from './faults.ts';
import { GaveUp, type Program } from './program.ts';
import { between, oneOf, type Random } from './random.ts';
import type { Sender } from './sender.ts';

export interface RoundsOptions {
  readonly ways: readonly FaultyWay[];
  readonly sender: Sender;
  /** A way of our own to the database; null: the embedded one, which only its process can reach. */
  readonly database: Database | null;
  readonly crash: (() => Promise<void>) | null;
  readonly kills: number;
  readonly secondsBetween: number;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

export interface RoundsDone {
  readonly kills: number;
  readonly cuts: number;
  readonly restarts: number;
  readonly recoveries: readonly number[];
  readonly starts: readonly number[];
}

/** Before each kill: so many requests must have been accepted since the last one. */
const acceptedPerRound = 60;
const shareOfFaults = 0.5;
/** How often a second one dies with the first, and how often one dies again while it starts. */
const shareOfDoubles = 0.15;
const shareOfRelapses = 0.1;
const patienceMs = 120_000;

export async function runRounds(options: RoundsOptions): Promise<RoundsDone> {
  const { ways, sender, database, crash, random, signal, say } = options;
  const programs = ways.map(({ program }) => program);
  const faults = database === null ? [] : possibleFaults({ ways, database, crash, random, signal });
  const recoveries: number[] = [];
  const starts: number[] = [];
  let cuts = 0;
  let restarts = 0;
  let kills = 0;

  while (kills < options.kills) {
    const before = sender.accepted;
    await pause(between(random, 0.5, 1.5) * options.secondsBetween * 1000, undefined, { signal });
    await until(() => sender.accepted - before >= acceptedPerRound, 'requests to be accepted');
    const fault = faults.length > 0 && random() < shareOfFaults ? oneOf(random, faults) : null;
    if (fault !== null) {
      say(`         ${fault.name}`);
      await fault.run();
      if (fault.isCrash) restarts++;
      else cuts++;
      // The kill finds them while they are still finding their way back, or not.
      await pause(between(random, 0, 500), undefined, { signal });
    }
    const victims = chooseVictims(options.kills - kills);
    kills += victims.length;
    const recovered = await Promise.all(victims.map((victim) => killAndStart(victim)));
    const number = `${kills}/${options.kills}`.padStart(7);
    const names = victims.map(({ name }) => name).join(' and ');
    const worst = Math.max(...recovered);
    say(
      `${number}  killed ${names}, recovered in ${Math.round(worst)} ms · ${sender.accepted.toLocaleString('en')} accepted`,
    );
    if (kills < options.kills && random() < shareOfRelapses) {
      kills++;
      const relapsed = await relapse(oneOf(random, programs));
      say(`${`${kills}/${options.kills}`.padStart(7)}  killed ${relapsed} twice, the second time while it started`);
    }
  }
  return { kills, cuts, restarts, recoveries, starts };

  function chooseVictims(most: number): readonly Program[] {
    const first = oneOf(random, programs);
    if (programs.length === 1 || most < 2 || random() >= shareOfDoubles) return [first];
    return [
      first,
      oneOf(
        random,
        programs.filter((program) => program !== first),
      ),
    ];
  }

  /** Gives the milliseconds until its work went on. */
  async function killAndStart(victim: Program): Promise<number> {
    const { pid } = victim;
    const begin = performance.now();
    await victim.kill();
    const deadAt = performance.now();
    // Alone it is needed at once; among others it takes its time, so that they take over.
    const restarted = pause(programs.length === 1 ? 0 : between(random, 0, 2_500), undefined, { signal }).then(() =>
      startAgain(victim),
    );
    const takenUp =
      programs.length === 1 ? acceptsAgain(victim, deadAt).then((at) => at - begin) : isTakenOver(pid, begin);
    const [, recovery] = await Promise.all([restarted, takenUp]);
    recoveries.push(recovery);
    return recovery;
  }

  async function startAgain(program: Program): Promise<void> {
    const begin = performance.now();
    program.start();
    await program.untilReady(signal);
    starts.push(performance.now() - begin);
  }

  async function relapse(program: Program): Promise<string> {
    await program.kill();
    program.start();
    await pause(between(random, 50, 900), undefined, { signal });
    await program.kill();
    await startAgain(program);
    return program.name;
  }

  /** When it answered the first request that was sent after its death; an answer from before may still arrive later. */
  async function acceptsAgain(program: Program, deadAt: number): Promise<number> {
    let answeredAt = 0;
    await until(() => {
      const newest = sender.newestAccepted(program.url);
      if (newest === null || newest.sentAt <= deadAt) return false;
      answeredAt = newest.answeredAt;
      return true;
    }, `${program.name} to accept again`);
    return answeredAt;
  }

  /** Its row goes in the transaction that frees what it had claimed. */
  async function isTakenOver(pid: number | undefined, since: number): Promise<number> {
    await until(async () => {
      try {
        const found = await database?.pool.query('select from process where pid = $1 and host = $2', [pid, hostname()]);
        return found?.rows.length === 0;
      } catch {
        // The fault was still in our own way.
        return false;
      }
    }, `the work of process ${pid} to be taken over`);
    return performance.now() - since;
  }

  async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const begin = performance.now();
    while (!(await holds())) {
      if (performance.now() - begin > patienceMs)
        throw new GaveUp(`Waited ${patienceMs / 1000} s in vain for ${what}.`);
      await pause(10, undefined, { signal });
    }
  }
}
