import type { Value } from '@fabula/formula';
import type { AcceptRoot, ExitAnswer } from '../door.ts';
import type { Clock } from '../ports/clock.ts';
import type { ExitWaiter } from './exits.ts';

/** A waiter for the exit of a run, and the promise of what it hears: the exit's payload, or that the time is up. */
export function exitOf(clock: Clock, wanted: NonNullable<AcceptRoot['awaitExit']>, onTimeout: () => void) {
  let resolve: (answer: ExitAnswer) => void = () => undefined;
  const answer = new Promise<ExitAnswer>((resolved) => {
    resolve = resolved;
  });
  let isOver = false;
  const cancelTimer = clock.at(clock.now() + wanted.timeoutMs, () => {
    isOver = true;
    onTimeout();
    resolve({ kind: 'timeout' });
  });
  const cancel = (): void => {
    isOver = true;
    cancelTimer();
  };
  return {
    answer,
    cancel,
    waiter: {
      actionIds: new Set(wanted.actionIds),
      answer: (payload: Value) => {
        cancel();
        resolve({ kind: 'answered', payload });
      },
      isOver: () => isOver,
    } satisfies ExitWaiter,
  };
}
