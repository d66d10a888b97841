/** Callers that each send their next request as soon as the last one is answered. */
import autocannon from 'autocannon';

export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Rejects when a request fails or is refused: what was measured then is something else. */
export async function load(
  url: string,
  body: string,
  callers: number,
  seconds: number,
  onAnswer: () => void = () => undefined,
): Promise<Load> {
  const durations: number[] = [];
  const begin = performance.now();
  await new Promise<void>((resolve, reject) => {
    const options = {
      url,
      connections: callers,
      duration: seconds,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      // Slow is to be seen as slow, not as an error.
      timeout: 60,
    } as const;
    const run = autocannon(options, (error, { non2xx, errors }) => {
      if (error !== null) reject(error);
      else if (non2xx + errors > 0) reject(new Error(`${url}: ${non2xx} refused, ${errors} failed`));
      else resolve();
    });
    run.on('response', (_client: unknown, _status: number, _bytes: number, ms: number) => {
      durations.push(ms);
      onAnswer();
    });
  });
  const taken = (performance.now() - begin) / 1000;
  return { requests: durations.length, seconds: taken, p50: quantile(durations, 0.5), p99: quantile(durations, 0.99) };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}
