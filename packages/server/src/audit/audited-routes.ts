/**
 * The other half of the audit log: that no change goes without an entry. Each of these is checked:
 * - a route of the API that may change something says in `config.audit` which operations it records, or why it records none;
 *   one that does not say so does not start;
 * - `recordAudit` writes only what the route has declared;
 * - a request that succeeded has recorded something, or said that nothing was changed (`noteNothingChanged`). One that forgot
 *   answers 500, whatever it had to say.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Names of operations (reference: api/audit-logs.md); `none`: why there is nothing to tell. */
export type AuditDeclaration = string | readonly string[] | { readonly none: string };

declare module 'fastify' {
  interface FastifyContextConfig {
    audit?: AuditDeclaration;
  }
  interface FastifyRequest {
    isAudited: boolean;
  }
}

const changing: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Refuses to start with a route that does not say what it records. For the whole application. */
export function requireAudits(app: FastifyInstance): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (!url.startsWith('/api/') || config?.audit !== undefined) return;
    const methods = [method].flat();
    if (methods.some((name) => changing.has(name))) {
      throw new Error(`${methods.join(', ')} ${url} declares no audit entry`);
    }
  });
}

/** Checks every request of one scope of the application. */
export function checkAudits(app: FastifyInstance): void {
  app.decorateRequest('isAudited', false);
  app.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode < 400 && operationsOf(request).length > 0 && !request.isAudited) {
      throw new Error(`${request.method} ${request.routeOptions.url} recorded nothing in the audit log`);
    }
    return payload;
  });
}

/** For `recordAudit`. */
export function markAudited(request: FastifyRequest, operation: string): void {
  // Reading routes need not declare anything.
  if (request.routeOptions.config.audit !== undefined && !operationsOf(request).includes(operation)) {
    throw new Error(`${request.method} ${request.routeOptions.url} does not declare the audit entry ${operation}`);
  }
  request.isAudited = true;
}

/** What was asked for is so already: there is no change to tell of. */
export function noteNothingChanged(request: FastifyRequest): void {
  request.isAudited = true;
}

function operationsOf(request: FastifyRequest): readonly string[] {
  const audit = request.routeOptions.config?.audit;
  if (audit === undefined || (typeof audit === 'object' && 'none' in audit)) return [];
  return typeof audit === 'string' ? [audit] : audit;
}
