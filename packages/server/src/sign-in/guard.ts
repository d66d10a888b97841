/**
 * The door of the application: every route declares the permission that it needs, and nothing is answered without it.
 *
 * Three things hold, each of them checked:
 * - a route without a permission does not start;
 * - a request to any route but an open one carries a valid key or session, and a write with a session comes from our site;
 * - a route whose permission belongs to a team has asked for that team's permission before it succeeds. One that forgot
 *   answers 500, whatever it had to say.
 *
 * Of a team that a caller does not belong to nothing exists: 404. What they see but may not do is 403.
 */
import {
  type ErrorCode,
  grantByPermission,
  isAllowed,
  isTenantPermission,
  type Permission,
  type TeamId,
  type TeamPermission,
  type TenantPermission,
} from '@fabula/model';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from '../api/api-failure.ts';
import type { Principal } from './principal.ts';
import { requireSameSite } from './same-site.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    permission: Permission;
  }
  interface FastifyRequest {
    /** null on open routes. */
    principal: Principal | null;
    isTeamChecked: boolean;
  }
}

export type Authenticate = (request: FastifyRequest) => Promise<Principal | null>;

/** Refuses to start with a route that declares no permission. For the whole application. */
export function requirePermissions(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.permission === undefined) {
      throw new Error(`${String(route.method)} ${route.url} declares no permission`);
    }
  });
}

/** Checks every request of one scope of the application. */
export function guard(app: FastifyInstance, authenticate: Authenticate, publicOrigin: () => string): void {
  app.decorateRequest('principal', null);
  app.decorateRequest('isTeamChecked', false);
  app.addHook('onRequest', async (request) => {
    const { permission } = request.routeOptions.config;
    if (permission === 'anyone') return;
    const principal = await authenticate(request);
    if (principal === null) return refuse('not_signed_in');
    if (principal.via === 'session') requireSameSite(request, publicOrigin());
    request.principal = principal;
    if (isTenantPermission(permission)) requireTenant(principal, permission);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode < 400 && needsTeam(request) && !request.isTeamChecked) {
      throw new Error(`${request.method} ${request.routeOptions.url} answered without asking for its permission`);
    }
    return payload;
  });
}

/** The caller of a route that is not open. */
export function callerOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('an open route has no caller');
  return request.principal;
}

/** Teams in which the caller holds the permission, usually the route's; null: all. For lists. */
export function teamsOf(
  request: FastifyRequest,
  permission: Permission = request.routeOptions.config.permission,
): readonly TeamId[] | null {
  const principal = callerOf(request);
  if (permission === request.routeOptions.config.permission) request.isTeamChecked = true;
  if (principal.isOwner) return null;
  if (!isOfTeam(permission)) return [...principal.roleByTeam.keys()];
  return [...principal.roleByTeam].filter(([, role]) => isAllowed(role, permission)).map(([teamId]) => teamId);
}

/** How the answer says that something is not there. */
export interface Absence {
  readonly code: ErrorCode;
  readonly details?: string;
  readonly field?: string | null;
}

/**
 * Ends the request unless the caller holds the permission in this team: the route's, or a stronger one that only some of
 * its requests need. `missing`: the answer to outsiders, in the same words as where there is nothing.
 */
export function requireTeam(
  request: FastifyRequest,
  teamId: TeamId,
  missing: ErrorCode | Absence,
  permission: Permission = request.routeOptions.config.permission,
): void {
  const principal = callerOf(request);
  request.isTeamChecked = true;
  if (principal.isOwner) return;
  const role = principal.roleByTeam.get(teamId);
  if (role === undefined) return refuseAbsent(missing);
  if (!isOfTeam(permission) || isAllowed(role, permission)) return;
  refuse('not_allowed', `This needs the permission ${permission}, which the role ${role.name} does not have.`);
}

export function refuseAbsent(missing: ErrorCode | Absence): never {
  if (typeof missing === 'string') return refuse(missing);
  return refuse(missing.code, missing.details, missing.field);
}

function isOfTeam(permission: Permission): permission is TeamPermission {
  return permission !== 'anyone' && permission !== 'signed_in' && !isTenantPermission(permission);
}

function requireTenant(principal: Principal, permission: TenantPermission): void {
  const grant = grantByPermission[permission];
  if (principal.isOwner || (grant !== null && principal.tenantPermissions.includes(grant))) return;
  const who = grant === null ? 'an owner of the tenant' : `an owner of the tenant, or ${grant}`;
  refuse('not_allowed', `This needs ${who}.`);
}

function needsTeam(request: FastifyRequest): boolean {
  const permission = request.routeOptions.config?.permission;
  return permission !== undefined && isOfTeam(permission);
}
