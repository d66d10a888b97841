import { Counter, Gauge, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { Metrics } from '../observe/metrics.ts';
import { type MetricsMessage, relayMetrics, shareMetrics } from './metrics-exchange.ts';

/** Processes of one primary; messages travel as they do between processes: as JSON, later. */
function aHost(answering: readonly boolean[], answerWithinMs = 10_000) {
  const listeners = new Map<number, (message: unknown) => void>();
  const toChild = new Map<number, (message: MetricsMessage) => void>();
  const copied = (message: MetricsMessage): unknown => JSON.parse(JSON.stringify(message));
  return answering.map((isAnswering, index) => {
    const id = index + 1;
    toChild.set(id, (message) =>
      queueMicrotask(() => {
        if (isAnswering || message.metrics !== 'ask') listeners.get(id)?.(copied(message));
      }),
    );
    return shareMetrics(
      metricsOf(id),
      {
        send: (message) => queueMicrotask(() => relayMetrics(copied(message), id, toChild)),
        listen: (listener) => {
          listeners.set(id, listener);
          return () => listeners.delete(id);
        },
      },
      answerWithinMs,
    );
  });
}

/** A process that has written `id` events and sees a queue of 7. */
function metricsOf(id: number): Metrics {
  const registry = new Registry();
  new Counter({ name: 'events_total', help: '-', registers: [registry] }).inc(id);
  new Gauge({ name: 'queue', help: '-', aggregator: 'max', registers: [registry] }).set(7);
  return {
    observer: {},
    answered: () => undefined,
    noted: () => undefined,
    contentType: registry.contentType,
    read: () => registry.metrics(),
    snapshot: () => registry.getMetricsAsJSON(),
    close: () => undefined,
  };
}

test('whichever process is asked answers for all: what each counts is added up, what all see is told once', async () => {
  for (const process of aHost([true, true, true])) {
    const text = await process.read();
    expect(text).toContain('events_total 6');
    expect(text).toContain('queue 7');
  }
});

test('two questions at the same time are two answers', async () => {
  const [one, two] = aHost([true, true]);
  const texts = await Promise.all([one?.read(), one?.read(), two?.read()]);
  for (const text of texts) expect(text).toContain('events_total 3');
});

test('a process that does not answer is left out', async () => {
  const [one] = aHost([true, false], 50);
  expect(await one?.read()).toContain('events_total 1');
});

test('what is no question is left alone', () => {
  relayMetrics('stop', 1, new Map());
  relayMetrics({ ready: 'yes' }, 1, new Map());
  relayMetrics({ metrics: 'told', question: 1, for: 9, snapshot: [] }, 1, new Map());
});
