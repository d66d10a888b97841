/** Finds out who sends a request: by API key (`Authorization: Bearer`, older `X-User-Token`), else by session cookie. */
import type { Clock } from '@fabula/engine';
import type { UserId } from '@fabula/model';
import { type ApiKey, type Database, findApiKey, findSession, findUser, markKeyUsed, rolesByTeam } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import type { Principal } from './principal.ts';
import { hashSecret } from './secrets.ts';

export const sessionCookie = 'fabula_session';

/** null: nobody, or a key or session that is not valid. A key that is sent decides alone, whatever cookie comes along. */
export async function authenticate(
  { kysely }: Database,
  clock: Pick<Clock, 'now'>,
  request: FastifyRequest,
): Promise<Principal | null> {
  const key = readApiKey(request);
  if (key !== null) return authenticateKey({ kysely }, key);
  const token = request.cookies[sessionCookie];
  if (token === undefined) return null;
  const session = await findSession(kysely, hashSecret(token), new Date(clock.now()));
  return session === null ? null : toPrincipal(kysely, session.userId, null);
}

/** Who holds the key; null: nobody. */
export async function authenticateKey({ kysely }: Pick<Database, 'kysely'>, key: string): Promise<Principal | null> {
  const found = await findApiKey(kysely, hashSecret(key));
  if (found === null) return null;
  const now = Date.now();
  // Once a minute at most: the use of a key must not cost a write each time.
  if (now - (found.lastUsedAt?.getTime() ?? 0) > 60_000) await markKeyUsed(kysely, found.id, new Date(now));
  return toPrincipal(kysely, found.userId, found);
}

/** null: none was sent; empty: one that cannot be read. */
export function readApiKey(request: FastifyRequest): string | null {
  const { authorization } = request.headers;
  if (authorization !== undefined) return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
  const token = request.headers['x-user-token'];
  return typeof token === 'string' ? token.trim() : null;
}

async function toPrincipal(kysely: Database['kysely'], userId: UserId, key: ApiKey | null): Promise<Principal | null> {
  const user = await findUser(kysely, userId);
  if (user === null || !user.isActive) return null;
  const roles = await rolesByTeam(kysely, userId);
  const isTeamKey = key?.kind === 'team';
  return {
    userId,
    email: user.email,
    firstName: user.firstName,
    lastName: user.lastName,
    isOwner: !isTeamKey && (user.isAdmin || key?.kind === 'tenant_owner'),
    tenantPermissions: isTeamKey ? [] : user.tenantPermissions,
    roleByTeam: isTeamKey ? new Map([...roles].filter(([teamId]) => teamId === key.teamId)) : roles,
    via: key === null ? 'session' : 'api_key',
  };
}
