import type { JobState } from '../../data/jobs.ts';

interface StateWords {
  readonly name: JobState;
  readonly label: string;
  readonly says: string;
  /** When there is none. */
  readonly none: string;
}

export const jobStates: readonly StateWords[] = [
  {
    name: 'queued',
    label: 'Queued',
    says: 'Due, and waiting for a process that has time. A list that stays long means that the machine is too small.',
    none: 'Nothing waits',
  },
  {
    name: 'in_progress',
    label: 'In progress',
    says: 'Being worked on at this moment.',
    none: 'Nothing is being worked on',
  },
  {
    name: 'retry',
    label: 'Retrying',
    says: 'Failed in a way that may pass by itself, and waiting for the next attempt.',
    none: 'Nothing waits for another attempt',
  },
  {
    name: 'dead',
    label: 'Dead',
    says: 'Calls to the outside that failed for good, or of which nobody knows how they ended. Look at the logs of the action, mend the cause, and try again.',
    none: 'Nothing has failed for good',
  },
];
