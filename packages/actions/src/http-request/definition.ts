/**
 * HTTP Request (actions.md section 6). Two options beyond the documented ones:
 *
 * - `idempotency_key: false` switches off the Idempotency-Key header that POST and PATCH carry, the same one for every
 *   attempt of a delivery.
 * - `repeat_when_unknown: true` says that a POST or PATCH may be sent again when Fabula died before it knew the outcome,
 *   because the service honours the key, or does not mind.
 */
import type { ActionType } from '@fabula/engine';
import { makeObject } from '@fabula/formula';
import { booleanOption } from '../options/read-option.ts';
import { performRequest, readResponsePolicy } from './perform-request.ts';
import { readRequest } from './read-request.ts';

const repeatableMethods: ReadonlySet<string> = new Set(['get', 'head', 'put', 'delete', 'options']);

export const httpRequest: ActionType = {
  type: 'Agents::HTTPRequestAgent',
  title: 'HTTP Request',
  canReceive: true,
  canEmit: true,
  canBeScheduled: true,
  options: [],
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
      isRepeatable: repeatableMethods.has(request.method) || booleanOption(input, 'repeat_when_unknown', false),
      perform: (ports) => performRequest(input, request, policy, ports),
    };
  },
};
