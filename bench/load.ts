/** Callers that each send their next request as soon as the last one is answered. */
import autocannon from 'autocannon';
import { order } from './order.ts';

export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export async function load(url: string, callers: number, seconds: number): Promise<Load> {
  const durations: number[] = [];
  const begin = performance.now();
  await new Promise<void>((resolve, reject) => {
    const options = {
      url,
      connections: callers,
      duration: seconds,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: order,
    } as const;
    const run = autocannon(options, (error, { non2xx, errors }) => {
      if (error !== null) reject(error);
      else if (non2xx + errors > 0) reject(new Error(`${url}: ${non2xx} refused, ${errors} failed`));
      else resolve();
    });
    run.on('response', (_client: unknown, _status: number, _bytes: number, ms: number) => durations.push(ms));
  });
  const taken = (performance.now() - begin) / 1000;
  durations.sort((a, b) => a - b);
  const at = (share: number) => durations[Math.floor((durations.length - 1) * share)] ?? Number.NaN;
  return { requests: durations.length, seconds: taken, p50: at(0.5), p99: at(0.99) };
}
