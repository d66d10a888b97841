/** Is it as fast after minutes as at the start? One load without a pause, looked at every ten seconds. */
import { load } from './load.ts';
import { residentMegabytes } from './process-usage.ts';
import { driftOf } from './report.ts';
import type { Target } from './targets.ts';

const windowSeconds = 10;

/** Prints one line for each window, then one for the whole. */
export async function measureFlat(
  target: Target,
  scenario: string,
  body: string,
  callers: number,
  minutes: number,
): Promise<void> {
  const rates: number[] = [];
  let answers = 0;
  let begin = performance.now();
  const closeWindow = () => {
    const now = performance.now();
    const answersPerSecond = (answers * 1000) / (now - begin);
    rates.push(answersPerSecond);
    print({ seconds: rates.length * windowSeconds, answersPerSecond, megabytes: residentMegabytes(target.pid) });
    answers = 0;
    begin = now;
  };
  const print = (figures: Record<string, unknown>) =>
    console.log(JSON.stringify({ kind: 'flat', scenario, database: target.database, callers, ...figures }));
  const timer = setInterval(closeWindow, windowSeconds * 1000);
  let p50: number;
  let p99: number;
  try {
    // A little longer, so that the last window is a whole one.
    ({ p50, p99 } = await load(target.url, body, callers, minutes * 60 + 1, () => answers++));
  } finally {
    clearInterval(timer);
  }
  const drift = driftOf(rates);
  print({
    minutes,
    slowest: Math.min(...rates),
    fastest: Math.max(...rates),
    drift,
    driftPerMinute: drift / minutes,
    p50,
    p99,
  });
}
