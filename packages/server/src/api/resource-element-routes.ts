/**
 * Parts of resources (reference: api/resources.md, element operations). Each answers with a raw value, and holds the resource while
 * it compares and writes: people build locks on that.
 */
import { stringifyJson, type Value } from '@fabula/formula';
import {
  appendInput,
  appendToResource,
  problem,
  type ResourceRefusal,
  type Result,
  removeElementInput,
  removeFromResource,
  replaceElementInput,
  replaceInResource,
  resourceParams,
  toErrorBody,
} from '@fabula/model';
import { setResourceValue } from '@fabula/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { recordAudit } from '../audit/record-audit.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { heldResource, requireTwin } from './resource-routes.ts';

const tags = ['Resources'];
const base = '/api/v1/global_resources/:resource_id';

/** What the resource is afterwards, and what is answered. */
interface Change {
  readonly value: Value;
  readonly answer: Value;
}

export function resourceElementRoutes(app: ApiScope, { database, resourcesChanged }: ApiParts): void {
  app.post(
    `${base}/append`,
    {
      config: { permission: 'resource:write', audit: 'GlobalResourceEdit' },
      schema: { summary: 'Append to a resource', tags, params: resourceParams, body: appendInput },
    },
    async (request, reply) => {
      const { value: added, is_test } = request.body;
      return change(request, reply, is_test, 'append', (value) => whole(appendToResource(value, added)));
    },
  );

  app.post(
    `${base}/replace`,
    {
      config: { permission: 'resource:write', audit: 'GlobalResourceEdit' },
      schema: { summary: 'Replace an element of a resource', tags, params: resourceParams, body: replaceElementInput },
    },
    async (request, reply) => {
      const { value: added, if_value: expected = null, is_test, ...place } = request.body;
      return change(request, reply, is_test, 'replace', (value) =>
        whole(replaceInResource(value, place, added, expected)),
      );
    },
  );

  app.post(
    `${base}/remove`,
    {
      config: { permission: 'resource:write', audit: 'GlobalResourceEdit' },
      schema: { summary: 'Remove an element of a resource', tags, params: resourceParams, body: removeElementInput },
    },
    async (request, reply) => {
      const { if_value: expected = null, is_test, ...place } = request.body;
      return change(request, reply, is_test, 'remove', (value) => {
        const removal = removeFromResource(value, place, expected);
        return removal.ok
          ? { ok: true, value: { value: removal.value.value, answer: removal.value.removed } }
          : removal;
      });
    },
  );

  async function change(
    request: FastifyRequest,
    reply: FastifyReply,
    isTest: boolean,
    action: string,
    decide: (value: Value) => Result<Change, ResourceRefusal>,
  ): Promise<FastifyReply> {
    const { resource_id: id } = request.params as { resource_id: number };
    const decided = await database.kysely.transaction().execute(async (transaction) => {
      const resource = await heldResource(request, transaction, id);
      requireTwin(resource, isTest);
      const result = decide(isTest && resource.test !== null ? resource.test.value : resource.value);
      if (!result.ok) return result;
      await setResourceValue(transaction, resource.id, result.value.value, isTest);
      await recordAudit(request, transaction, {
        operation: 'GlobalResourceEdit',
        inputs: { resourceId: resource.id, name: resource.name, isTest, action },
      });
      return result;
    });
    if (!decided.ok) return refuseElement(reply, decided.error);
    await resourcesChanged();
    return sendRaw(reply, decided.value.answer);
  }
}

function whole(result: Result<Value, ResourceRefusal>): Result<Change, ResourceRefusal> {
  return result.ok ? { ok: true, value: { value: result.value, answer: result.value } } : result;
}

/** Text without quotes, anything else as JSON. */
function sendRaw(reply: FastifyReply, value: Value): FastifyReply {
  const text = typeof value === 'string' ? value : stringifyJson(value);
  const type = typeof value === 'string' ? 'text/plain' : 'application/json';
  return reply.type(`${type}; charset=utf-8`).serializer(String).send(text);
}

/** A comparison that failed tells what is there, so that whoever compares can go on from it; the key is unconfirmed. */
function refuseElement(reply: FastifyReply, { field, message, current }: ResourceRefusal): FastifyReply {
  const body = toErrorBody([problem('invalid_parameter', `${field} ${message}.`, field)]);
  const told = current === undefined ? '' : `,"current_value":${stringifyJson(current)}`;
  return reply
    .code(422)
    .type('application/json; charset=utf-8')
    .serializer(String)
    .send(JSON.stringify(body).replace(/\}$/, `${told}}`));
}
