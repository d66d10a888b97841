/**
 * HTTP Request (actions.md section 6). Beyond the documented options, `idempotency_key: false` switches off the
 * Idempotency-Key header that POST and PATCH carry, the same one for every attempt of a delivery.
 */
import type { ActionType } from '@fabula/engine';
import { makeObject } from '@fabula/formula';
import { performRequest, readResponsePolicy } from './perform-request.ts';
import { readRequest } from './read-request.ts';

const repeatableMethods: ReadonlySet<string> = new Set(['get', 'head', 'put', 'delete', 'options']);

export const httpRequest: ActionType = {
  type: 'Agents::HTTPRequestAgent',
  title: 'HTTP Request',
  canReceive: true,
  canEmit: true,
  canBeScheduled: true,
  defaultOptions: () =>
    makeObject([
      ['url', 'https://www.example.com'],
      ['content_type', 'application_json'],
      ['method', 'get'],
      ['payload', makeObject([])],
      ['headers', makeObject([])],
    ]),
  plan(input) {
    const request = readRequest(input);
    const policy = readResponsePolicy(input);
    return {
      kind: 'effect',
      isRepeatable: repeatableMethods.has(request.method),
      perform: (ports) => performRequest(input, request, policy, ports),
    };
  },
};
