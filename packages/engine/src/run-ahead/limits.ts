/** What ends a run that would go on in memory for ever. A run that waits, or calls the outside, starts counting anew. */
import type { Plan } from '../action-type.ts';
import { failed } from '../perform/plan-job.ts';
import type { Job } from './unit.ts';

/** Steps of one way through the story: more is a loop that nothing slows down. */
const maxSteps = 10_000;
/** Events of one run, and those that it called: more is two loops that feed each other. */
const defaultMaxEvents = 100_000;

/** Why the job may not be done; null: it may. */
export function limitOf(job: Job, maxEvents = defaultMaxEvents): Plan | null {
  if (job.steps > maxSteps) {
    return failed(
      `This run went through ${maxSteps} actions without a pause. It looks like an endless loop and was ended here.`,
    );
  }
  if (job.unit.eventCount <= maxEvents) return null;
  // said once: there may be a hundred thousand deliveries left
  if (job.unit.isOverLimit) return { kind: 'pure', outcome: { kind: 'nothing' } };
  job.unit.isOverLimit = true;
  return failed(
    `This run emitted ${maxEvents} events without a pause. It looks like an endless loop and was ended here.`,
  );
}
