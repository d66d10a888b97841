export interface PulseTiming {
  readonly everyMs: number;
  /** So many turns without an answer are silence. */
  readonly patience: number;
}

/** Silence is noticed within nine seconds. A server that takes longer for nothing at all is as good as gone. */
const usualTiming: PulseTiming = { everyMs: 1_000, patience: 8 };

/**
 * Asks again and again, and calls back once when an answer stays out. What is counted are turns of this process, not time:
 * one that was itself held up finds the answer before its next turn. Gives a function that ends it.
 */
export function watchPulse(
  ask: () => Promise<unknown>,
  onSilence: () => void,
  { everyMs, patience }: PulseTiming = usualTiming,
): () => void {
  let isWaiting = false;
  let turns = 0;
  const timer = setInterval(() => {
    if (isWaiting) {
      turns += 1;
      if (turns < patience) return;
      clearInterval(timer);
      return onSilence();
    }
    isWaiting = true;
    turns = 0;
    const answered = (): void => {
      isWaiting = false;
    };
    // A failure is an answer: the session is gone, and tells so itself.
    ask().then(answered, answered);
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
