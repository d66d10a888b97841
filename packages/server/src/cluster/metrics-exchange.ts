/**
 * `/metrics` of several processes behind one port: a scrape reaches any of them, and the next one another, so each
 * answers for all. The process that is asked asks the primary, which passes the question to every process and their
 * answers back.
 *
 *   asked ──wanted──► primary ──ask──► every process
 *     ▲                 │ ▲                │
 *     └──expect, told───┘ └──────told──────┘
 */
import cluster from 'node:cluster';
import { z } from 'zod';
import { type Metrics, mergeSnapshots, type Snapshot } from '../observe/metrics.ts';

const messageShape = z.discriminatedUnion('metrics', [
  z.object({ metrics: z.literal('wanted'), question: z.number() }),
  z.object({ metrics: z.literal('ask'), question: z.number(), for: z.number() }),
  z.object({ metrics: z.literal('expect'), question: z.number(), count: z.number() }),
  z.object({ metrics: z.literal('told'), question: z.number(), for: z.number(), snapshot: z.custom<Snapshot>() }),
]);

export type MetricsMessage = z.infer<typeof messageShape>;

/** The way between a process and its primary. */
export interface Channel {
  send(message: MetricsMessage): void;
  /** Gives a function that stops listening. */
  listen(listener: (message: unknown) => void): () => void;
}

/** A process that is just dying or starting does not answer; the others are not held up for it. */
const defaultAnswerWithinMs = 2_000;

interface Question {
  expected: number | null;
  readonly snapshots: Snapshot[];
  readonly end: () => void;
}

/** The metrics of this process, read for all of its primary's together; as they are where there is no primary. */
export function overAllProcesses(metrics: Metrics): Metrics {
  const { worker } = cluster;
  if (worker === undefined) return metrics;
  return shareMetrics(metrics, {
    send: (message) => {
      if (worker.isConnected()) worker.send(message);
    },
    listen: (listener) => {
      worker.on('message', listener);
      return () => worker.off('message', listener);
    },
  });
}

/** In the primary: passes questions and answers on between its processes. */
export function relayMetricsOfCluster(): void {
  cluster.on('message', (from, message) => {
    const living = Object.values(cluster.workers ?? {}).filter((worker) => worker?.isConnected() === true);
    const senders = living.flatMap((worker) =>
      worker === undefined ? [] : [[worker.id, (passed: MetricsMessage) => worker.send(passed)] as const],
    );
    relayMetrics(message, from.id, new Map(senders));
  });
}

export function shareMetrics(metrics: Metrics, channel: Channel, answerWithinMs = defaultAnswerWithinMs): Metrics {
  const questions = new Map<number, Question>();
  let last = 0;

  const stopListening = channel.listen((received) => {
    const parsed = messageShape.safeParse(received);
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.metrics === 'ask') {
      const { question } = message;
      void metrics
        .snapshot()
        .then((snapshot) => channel.send({ metrics: 'told', question, for: message.for, snapshot }));
      return;
    }
    const question = questions.get(message.question);
    if (question === undefined) return;
    if (message.metrics === 'expect') question.expected = message.count;
    if (message.metrics === 'told') question.snapshots.push(message.snapshot);
    if (question.expected !== null && question.snapshots.length >= question.expected) question.end();
  });

  return {
    ...metrics,
    async read() {
      const number = ++last;
      const snapshots: Snapshot[] = [];
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, answerWithinMs);
        const end = (): void => {
          clearTimeout(timer);
          resolve();
        };
        questions.set(number, { expected: null, snapshots, end });
        channel.send({ metrics: 'wanted', question: number });
      });
      questions.delete(number);
      return snapshots.length === 0 ? metrics.read() : mergeSnapshots(snapshots);
    },
    close() {
      stopListening();
      metrics.close();
    },
  };
}

/** The primary's part: passes on what `from` sent. `all`: the processes that live, `from` among them. */
export function relayMetrics(
  received: unknown,
  from: number,
  all: ReadonlyMap<number, (message: MetricsMessage) => void>,
): void {
  const parsed = messageShape.safeParse(received);
  if (!parsed.success) return;
  const message = parsed.data;
  if (message.metrics === 'wanted') {
    all.get(from)?.({ metrics: 'expect', question: message.question, count: all.size });
    for (const send of all.values()) send({ metrics: 'ask', question: message.question, for: from });
  }
  if (message.metrics === 'told') all.get(message.for)?.(message);
}
