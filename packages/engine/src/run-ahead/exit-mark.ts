/**
 * An exit that is written inside the transaction of an action's memory cannot be told there: who waits for it may have to be
 * looked up, and the transaction may be tried again. What is left to do is a delivery to the exit itself, with this mark
 * instead of a note of the action, written in the same transaction, so that a crash does not lose the answer.
 */
import { deepEqual, type Value } from '@fabula/formula';
import type { Job } from './unit.ts';

const mark: Value = { 'fabula:tell_exit': true };

export function toTellExit(job: Job): Job {
  return { ...job, delivery: { ...job.delivery, state: mark } };
}

export function tellsExit({ delivery: { state } }: Job): boolean {
  return state !== null && deepEqual(state, mark);
}
