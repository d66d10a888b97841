/**
 * What is outside: it answers requests as they ask it to (the query of their address says how), counts what reached it, and
 * looks whether each request was allowed to come.
 */
import { asId, type DeliveryId } from '@fabula/model';
import type { Outgoing, OutgoingRequest } from '../ports/outgoing.ts';
import type { SimulatedProcess } from './process.ts';
import type { SharedWorld } from './simulated-store.ts';

interface Asked {
  readonly deliveryId: DeliveryId;
  readonly attempt: number;
  readonly isRefused: boolean;
  readonly isRepeatable: boolean;
  readonly ms: number;
}

export class Outside {
  /** How often each attempt of each delivery was sent. */
  readonly sent = new Map<string, number>();
  /** Asked and not answered yet. */
  readonly underWay = new Set<DeliveryId>();
  /** Requests that were not allowed. */
  readonly violations: string[] = [];
  private readonly shared: SharedWorld;

  constructor(shared: SharedWorld) {
    this.shared = shared;
  }

  for(process: SimulatedProcess): Outgoing {
    const { clock, faults } = this.shared;
    return {
      send: (request) =>
        new Promise((resolve) => {
          const asked = readRequest(request);
          this.note(process, asked);
          this.underWay.add(asked.deliveryId);
          this.shared.atPoint(process, 'before the request');
          if (process.isDown) return;
          // a request on its way arrives even if its sender dies meanwhile
          clock.at(clock.now() + faults.delay() + asked.ms, () => {
            this.shared.atPoint(process, 'in the middle of the request');
            clock.at(clock.now() + faults.delay(), () =>
              process.whenAwake(() => {
                this.underWay.delete(asked.deliveryId);
                resolve(answerTo(request, asked));
              }),
            );
          });
        }),
    };
  }

  private note(process: SimulatedProcess, { deliveryId, attempt, isRepeatable }: Asked): void {
    const key = `${deliveryId} ${attempt}`;
    const times = (this.sent.get(key) ?? 0) + 1;
    this.sent.set(key, times);
    const allowed = [...this.shared.disk.intents.values()].filter(
      (intent) => intent.deliveryId === deliveryId && intent.attempt === attempt,
    );
    if (!allowed.some((intent) => intent.processId === process.id)) {
      this.violations.push(`delivery ${deliveryId} was sent by ${process.name} before its intent was durable`);
    }
    if (times > allowed.length) {
      this.violations.push(`delivery ${deliveryId} was sent ${times} times and allowed ${allowed.length} times`);
    }
    if (times > 1 && !isRepeatable) {
      this.violations.push(`delivery ${deliveryId} is not repeatable and was sent ${times} times`);
    }
  }
}

function readRequest({ url }: OutgoingRequest): Asked {
  const match = /-(\d+)\?attempt=(\d+)&refused=(true|false)&repeatable=(true|false)&ms=(\d+)$/.exec(url);
  if (match === null) throw new Error(`the outside does not know ${url}`);
  const [, delivery, attempt, refused, repeatable, ms] = match;
  return {
    deliveryId: asId<DeliveryId>(Number(delivery)),
    attempt: Number(attempt),
    isRefused: refused === 'true',
    isRepeatable: repeatable === 'true',
    ms: Number(ms),
  };
}

function answerTo({ url }: OutgoingRequest, { isRefused }: Asked): Awaited<ReturnType<Outgoing['send']>> {
  if (isRefused) return { ok: false, error: { kind: 'connect', message: 'refused' } };
  return { ok: true, value: { status: 200, headers: [], body: new Uint8Array(), durationMs: 1, url } };
}
