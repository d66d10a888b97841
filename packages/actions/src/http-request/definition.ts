/**
 * HTTP Request (actions.md section 6). A failure that may pass is tried again later; what the action leaves to itself until
 * then is how many retries there were, and the values of LOCAL, which are computed once per run.
 */
import type { ActionInput, ActionType, Plan } from '@fabula/engine';
import { getKey, isObjectValue, makeObject, toNative, toNumber, type Value } from '@fabula/formula';
import { readLocal } from '../options/common.ts';
import { withCustomOutput } from '../options/with-custom-output.ts';
import { withNames } from '../options/with-names.ts';
import * as fields from './fields.ts';
import { planPage, readPagination } from './pagination.ts';
import { outcomeOf, performRequest } from './perform-request.ts';
import { isRepeatable, readRequest } from './read-request.ts';
import { readResponsePolicy } from './response-policy.ts';

export const httpRequest: ActionType = withCustomOutput({
  type: 'Agents::HTTPRequestAgent',
  title: 'HTTP Request',
  canReceive: true,
  canEmit: true,
  canBeScheduled: true,
  options: Object.values(fields),
  defaultOptions: () =>
    makeObject([
      ['url', 'https://www.example.com'],
      ['content_type', 'application_json'],
      ['method', 'get'],
      ['payload', makeObject([])],
      ['headers', makeObject([])],
    ]),
  plan(input) {
    const pagination = readPagination(input);
    return pagination === null ? planRequest(input) : planPage(input, pagination);
  },
});

function planRequest(input: ActionInput): Plan {
  const left = (key: string): Value | undefined =>
    isObjectValue(input.resumed) ? getKey(input.resumed, key) : undefined;
  const local = left('local');
  const reader = local === undefined ? input : withNames(input, { LOCAL: local });
  const request = readRequest(reader);
  const policy = readResponsePolicy(reader);
  const retried = toNumber(left('retry') ?? input.attempt);
  const task = {
    input: reader,
    request,
    policy,
    retried: retried === undefined ? input.attempt : toNative(retried),
    stateAfter: (count: number): Value => {
      const values = local ?? readLocal(input);
      return makeObject([['retry', count], ...(values === undefined ? [] : [['local', values] as [string, Value]])]);
    },
    keySuffix: '',
  };
  return {
    kind: 'effect',
    isRepeatable: isRepeatable(request, reader),
    perform: async (ports) => outcomeOf(await performRequest(task, ports), policy),
  };
}
