/** What can go wrong between a process and its PostgreSQL, beside kills. Each lasts a moment, then all is well again. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@fabula/store';
import type { Gate } from './gate.ts';
import type { Program } from './program.ts';
import { between, oneOf, type Random } from './random.ts';

export interface FaultyWay {
  readonly program: Program;
  /** null: it goes straight to the database. */
  readonly gate: Gate | null;
}

export interface Fault {
  /** For people. */
  readonly name: string;
  readonly isCrash?: true;
  run(): Promise<void>;
}

interface FaultWorld {
  readonly ways: readonly FaultyWay[];
  readonly database: Database;
  readonly crash: (() => Promise<void>) | null;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** All that this ground allows. */
export function possibleFaults({ ways, database, crash, random, signal }: FaultWorld): readonly Fault[] {
  const gates = ways.flatMap(({ gate }) => (gate === null ? [] : [gate]));
  // One of them, or all.
  const some = (): readonly Gate[] => (random() < 0.5 ? gates : [oneOf(random, gates)]);
  const lasting = async (chosen: readonly Gate[], longestMs: number): Promise<void> => {
    try {
      await pause(between(random, 100, longestMs), undefined, { signal });
    } finally {
      for (const gate of chosen) gate.resume();
    }
  };
  const faults: Fault[] = [
    {
      name: 'the server ends all sessions',
      run: async () => {
        await database.pool.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        );
      },
    },
  ];
  if (gates.length > 0) {
    faults.push(
      {
        name: 'connections are cut',
        run: async () => {
          for (const gate of some()) gate.cut();
        },
      },
      {
        name: 'answers of the database get lost',
        run: async () => {
          const chosen = some();
          for (const gate of chosen) gate.loseAnswers(3);
          await lasting(chosen, 500);
        },
      },
      {
        name: 'the network is silent',
        run: async () => {
          const chosen = some();
          for (const gate of chosen) gate.silence();
          await lasting(chosen, 1_500);
        },
      },
      {
        name: 'the database is out of reach',
        run: async () => {
          for (const gate of gates) gate.refuse();
          await lasting(gates, 1_500);
        },
      },
    );
  }
  if (ways.length > 1 && gates.length > 0) {
    faults.push({
      name: 'a process stands still while the others take it for dead',
      run: async () => {
        const { program, gate } = oneOf(random, ways);
        program.freeze();
        gate?.cut();
        try {
          await pause(between(random, 1_500, 4_000), undefined, { signal });
        } finally {
          program.resume();
        }
      },
    });
  }
  if (crash !== null) faults.push({ name: 'PostgreSQL crashes', isCrash: true, run: crash });
  return faults;
}
