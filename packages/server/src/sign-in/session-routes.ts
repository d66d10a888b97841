/** `/api/session`: sign in, who am I, sign out. For browsers; programs send an API key instead. */
import type { Clock } from '@fabula/engine';
import { problem, sessionShape, signInInput } from '@fabula/model';
import {
  createSession,
  type Database,
  deleteExpiredSessions,
  deleteSession,
  findUserByEmail,
  markSeen,
  type User,
} from '@fabula/store';
import type { FastifyReply } from 'fastify';
import { ApiFailure, refuse } from '../api/api-failure.ts';
import type { ApiScope } from '../api/api-scope.ts';
import { sessionCookie } from './authenticate.ts';
import { createFailureLimit } from './failure-limit.ts';
import { callerOf } from './guard.ts';
import { verifyPassword } from './passwords.ts';
import { requireSameSite } from './same-site.ts';
import { hashSecret, newSessionToken } from './secrets.ts';

interface SessionParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly publicOrigin: () => string;
}

const sessionDays = 14;

export function sessionRoutes(app: ApiScope, { database, clock, publicOrigin }: SessionParts): void {
  const failures = createFailureLimit(clock);

  app.post(
    '/api/session',
    // Anybody may send one, so it is kept small.
    {
      bodyLimit: 16_384,
      config: { permission: 'anyone' },
      schema: { body: signInInput, response: { 200: sessionShape }, hide: true },
    },
    async (request, reply) => {
      // Another site must not be able to sign a visitor in as somebody else.
      if (request.headers.origin !== undefined) requireSameSite(request, publicOrigin());
      const { email, password } = request.body;
      const keys = [`address ${request.ip}`, `email ${email.toLowerCase()}`];
      const wait = failures.waitSeconds(keys);
      if (wait > 0) {
        throw new ApiFailure([problem('too_many_sign_ins', `Try again in ${wait} seconds.`)], wait);
      }
      const user = await findUserByEmail(database.kysely, email);
      if (!(await verifyPassword(password, user?.passwordHash ?? null)) || user === null) {
        failures.recordFailure(keys);
        return refuse('sign_in_failed');
      }
      failures.forget(keys);
      await startSession(user, reply);
      return toSession(user);
    },
  );

  app.get(
    '/api/session',
    { config: { permission: 'signed_in' }, schema: { response: { 200: sessionShape }, hide: true } },
    async (request) => {
      const { userId, isOwner, ...rest } = callerOf(request);
      return toSession({ ...rest, id: userId, isAdmin: isOwner });
    },
  );

  app.delete(
    '/api/session',
    { config: { permission: 'signed_in' }, schema: { hide: true } },
    async (request, reply) => {
      const token = request.cookies[sessionCookie];
      if (token !== undefined) await deleteSession(database.kysely, hashSecret(token));
      reply.clearCookie(sessionCookie, { path: '/' });
      return reply.code(204).send();
    },
  );

  async function startSession(user: User, reply: FastifyReply): Promise<void> {
    const token = newSessionToken();
    const now = clock.now();
    const expiresAt = new Date(now + sessionDays * 86_400_000);
    await deleteExpiredSessions(database.kysely, new Date(now));
    await createSession(database.kysely, { tokenHash: hashSecret(token), userId: user.id, expiresAt });
    await markSeen(database.kysely, user.id, new Date(now));
    reply.setCookie(sessionCookie, token, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: publicOrigin().startsWith('https:'),
      maxAge: sessionDays * 86_400,
    });
  }
}

function toSession(user: Pick<User, 'id' | 'email' | 'firstName' | 'lastName' | 'isAdmin'>) {
  return {
    user: {
      id: user.id,
      email: user.email,
      first_name: user.firstName,
      last_name: user.lastName,
      is_admin: user.isAdmin,
    },
  };
}
