/**
 * A backlog whose every run waits 50 ms for an answer from outside, worked off by one worker or by several. A server that is
 * no worker has accepted it before. The first runs of each worker only warm it up: a fresh process computes at a third of its
 * speed. The clock starts after them.
 */
import { importStory, postMany } from './api.ts';
import type { Program } from './program.ts';
import { aChain, call, transform } from './stories.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

export const concurrency = 16;
export const answerMs = 50;
const warmUpRuns = 400;

export interface Drained {
  readonly workers: number;
  /** Of the whole backlog. */
  readonly runs: number;
  /** After the warm-up. */
  readonly ms: number;
  readonly runsPerSecond: number;
}

export interface BacklogOptions {
  readonly workers: number;
  /** Beside those that warm up. */
  readonly runs: number;
  /** GET may be repeated, POST may not. */
  readonly method?: 'get' | 'post';
  /** Called when half of the calls have arrived. */
  readonly onHalf?: (workers: readonly Program[]) => Promise<void>;
}

/** The calls that the outside has received, by id, and how long it took. Ends the workers. */
export async function drainBacklog(
  world: World,
  server: Program,
  slug: string,
  { workers, runs, method = 'get', onHalf }: BacklogOptions,
): Promise<Drained & { readonly calls: ReadonlyMap<string, number> }> {
  const stub = await world.stub({ delayMs: answerMs, isHolding: true });
  const parts = [call('Ask', method, stub.url), transform('Finish', { id: '=receive.body.id', done: true })];
  await importStory(server.url, aChain(slug, parts));
  const warmUp = workers * warmUpRuns;
  await postMany(server.url, slug, warmUp + runs);
  const started = await Promise.all(
    Array.from({ length: workers }, () => world.start('worker', { FABULA_CONCURRENCY: String(concurrency) })),
  );
  // So that all begin together.
  await until(
    () => stub.held() === workers * concurrency,
    30_000,
    () => `full workers; ${stub.held()} calls`,
  );
  stub.open();
  await until(() => stub.calls.size >= warmUp, 30_000, 'warm workers');
  const begin = performance.now();
  const left = warmUp + runs - stub.calls.size;
  if (onHalf !== undefined) {
    await until(() => stub.calls.size >= warmUp + runs / 2, 30_000, 'half of the calls');
    await onHalf(started);
  }
  await until(() => world.isDone(), 60_000, 'an empty backlog');
  const ms = performance.now() - begin;
  const calls = new Map(stub.calls);
  await world.clear(server);
  return { workers, runs: warmUp + runs, ms, runsPerSecond: (left / ms) * 1000, calls };
}
