/** That no route forgets the audit log, on an application of a few routes. */
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type AuditDeclaration,
  checkAudits,
  markAudited,
  noteNothingChanged,
  requireAudits,
} from './audited-routes.ts';

let app: FastifyInstance | undefined;
afterEach(() => app?.close());

function start(
  audit: AuditDeclaration | undefined,
  method: string,
  url = '/api/v1/things',
  does?: (mark: Mark) => void,
) {
  app = Fastify();
  requireAudits(app);
  checkAudits(app);
  const config = { permission: 'signed_in', ...(audit === undefined ? {} : { audit }) } as const;
  app.route({
    method,
    url,
    config,
    handler: async (request, reply) => {
      does?.({
        record: (operation) => markAudited(request, operation),
        nothing: () => noteNothingChanged(request),
        answer: (status) => reply.code(status),
      });
      return { fine: true };
    },
  });
  return app;
}

interface Mark {
  readonly record: (operation: string) => void;
  readonly nothing: () => void;
  readonly answer: (status: number) => void;
}

describe('a route that says nothing of the audit log', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('does not start with %s', (method) => {
    expect(() => start(undefined, method)).toThrow(`${method} /api/v1/things declares no audit entry`);
  });

  test.each([
    ['GET', '/api/v1/things'],
    ['POST', '/webhook/path'],
  ])('starts with %s %s', (method, url) => {
    expect(() => start(undefined, method, url)).not.toThrow();
  });
});

describe('a request of a route that declares an entry', () => {
  const cases: readonly [string, AuditDeclaration, number, (mark: Mark) => void][] = [
    ['is answered when it recorded it', 'ThingCreation', 200, ({ record }) => record('ThingCreation')],
    ['is answered when it recorded one of several', ['A', 'ThingUpdate'], 200, ({ record }) => record('ThingUpdate')],
    ['is answered when it said that nothing changed', 'ThingCreation', 200, ({ nothing }) => nothing()],
    ['fails when it recorded nothing', 'ThingCreation', 500, () => undefined],
    ['fails when it recorded something else', 'ThingCreation', 500, ({ record }) => record('ThingRemoval')],
    ['is answered when it was refused', 'ThingCreation', 422, ({ answer }) => answer(422)],
    ['is answered when the route changes nothing', { none: 'reads only' }, 200, () => undefined],
    ['fails when the route changes nothing and records', { none: 'reads only' }, 500, ({ record }) => record('A')],
  ];
  test.each(cases)('%s', async (_name, audit, status, does) => {
    const answer = await start(audit, 'POST', undefined, does).inject({ method: 'POST', url: '/api/v1/things' });
    expect(answer.statusCode).toBe(status);
  });
});
