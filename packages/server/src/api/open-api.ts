/** The description of the API at `/api/openapi.json`, made from the schemas that check every request and answer. */

import { errorShape } from '@fabula/model';
import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Fabula',
        version,
        description:
          'Parameters are accepted in the query string and in a JSON body alike, on every method; the body wins.',
      },
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer' },
          userToken: { type: 'apiKey', in: 'header', name: 'X-User-Token' },
        },
      },
      security: [{ apiKey: [] }, { userToken: [] }],
    },
    transform: (document) => jsonSchemaTransform({ ...document, schema: describeParameters(document) }),
    transformObject: jsonSchemaTransformObject,
  });
}

/** Routes check the merged parameters as one body. A GET is described with a query string, which is what people send. */
function describeParameters({ schema, route }: { schema: FastifySchema; route: { method: string | string[] } }) {
  if (schema === undefined) return schema;
  const { body, ...rest } = schema;
  const isRead = [route.method].flat().includes('GET');
  const described = body === undefined ? rest : isRead ? { ...rest, querystring: body } : { ...rest, body };
  if (described.response === undefined) return described;
  return { ...described, response: { ...described.response, '4xx': errorShape } };
}
