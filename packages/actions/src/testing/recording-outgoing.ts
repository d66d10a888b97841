/** The outside for tests: records each request and gives the next of the prepared answers. */
import {
  type EffectPorts,
  type EffectServices,
  noSecrets,
  noServices,
  type Outgoing,
  type OutgoingFailure,
  type OutgoingRequest,
  type OutgoingResponse,
} from '@fabula/engine';
import { testNow } from './action-input.ts';

export type PreparedAnswer =
  | (Partial<Omit<OutgoingResponse, 'body'>> & { readonly body?: string | Uint8Array })
  | OutgoingFailure;

export class RecordingOutgoing implements Outgoing {
  readonly requests: OutgoingRequest[] = [];
  private readonly answers: readonly PreparedAnswer[];

  constructor(...answers: readonly PreparedAnswer[]) {
    this.answers = answers;
  }

  async send(request: OutgoingRequest): ReturnType<Outgoing['send']> {
    const answer = this.answers[this.requests.length] ?? {};
    this.requests.push(request);
    if ('kind' in answer) return { ok: false, error: answer };
    const { body = '', ...rest } = answer;
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    return { ok: true, value: { status: 200, headers: [], durationMs: 120, url: request.url, ...rest, body: bytes } };
  }
}

export function effectPorts(outgoing: Outgoing, services: Partial<EffectServices> = {}): EffectPorts {
  return {
    outgoing,
    secrets: noSecrets,
    services: { ...noServices, ...services },
    signal: new AbortController().signal,
    now: () => testNow,
    random: () => 0.5,
    idempotencyKey: 'key-of-this-delivery',
    traceParent: null,
  };
}
