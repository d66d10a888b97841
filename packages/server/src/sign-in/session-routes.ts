/** `/api/session`: sign in, who am I, sign out. For browsers; programs send an API key instead. */
import type { Clock } from '@fabula/engine';
import { type HeldRole, problem, sessionShape, signInInput, type TeamId } from '@fabula/model';
import { type Database, deleteSession, findUserByEmail, rolesByTeam, type User } from '@fabula/store';
import { ApiFailure, refuse } from '../api/api-failure.ts';
import type { ApiScope } from '../api/api-scope.ts';
import { noteNothingChanged } from '../audit/audited-routes.ts';
import { recordAudit } from '../audit/record-audit.ts';
import type { Logger } from '../observe/logger.ts';
import { createAttemptLimit } from './attempt-limit.ts';
import { sessionCookie } from './authenticate.ts';
import { callerOf } from './guard.ts';
import { verifyPassword } from './passwords.ts';
import { requireSameSite } from './same-site.ts';
import { hashSecret } from './secrets.ts';
import { startSession } from './start-session.ts';
import { createTurns } from './turns.ts';

interface SessionParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly publicOrigin: () => string;
  readonly log: Logger;
}

/** Passwords looked at together: each takes 32 MB and one of the four threads that also read files and find hosts. */
const verifiedAtOnce = 2;

export function sessionRoutes(app: ApiScope, { database, clock, publicOrigin, log }: SessionParts): void {
  const attempts = createAttemptLimit(clock);
  const verifying = createTurns(verifiedAtOnce);

  app.post(
    '/api/session',
    // Anybody may send one, so it is kept small.
    {
      bodyLimit: 16_384,
      config: { permission: 'anyone', audit: 'Login' },
      schema: { body: signInInput, response: { 200: sessionShape }, hide: true },
    },
    async (request, reply) => {
      // Another site must not be able to sign a visitor in as somebody else.
      if (request.headers.origin !== undefined) requireSameSite(request, publicOrigin());
      const { email, password } = request.body;
      const attempt = attempts.begin(request.ip, email);
      if (!attempt.ok) {
        const wait = attempt.error;
        throw new ApiFailure([problem('too_many_sign_ins', `Try again in ${wait} seconds.`)], wait);
      }
      const user = await findUserByEmail(database.kysely, email).catch((error: unknown) => {
        attempt.value.takeBack();
        throw error;
      });
      const isRight = await verifying(() => verifyPassword(password, user?.passwordHash ?? null));
      if (!isRight || user === null) {
        // Not the address that was typed: people type their passwords there by mistake.
        log.warn({ ip: request.ip, userId: user?.id ?? null }, 'a sign-in failed');
        return refuse('sign_in_failed');
      }
      attempt.value.succeed();
      await startSession({ database, clock, publicOrigin }, request, user, reply);
      return toSession(user, await rolesByTeam(database.kysely, user.id));
    },
  );

  app.get(
    '/api/session',
    { config: { permission: 'signed_in' }, schema: { response: { 200: sessionShape }, hide: true } },
    async (request) => {
      const { userId, isOwner, roleByTeam, ...rest } = callerOf(request);
      return toSession({ ...rest, id: userId, isAdmin: isOwner }, roleByTeam);
    },
  );

  app.delete(
    '/api/session',
    { config: { permission: 'signed_in', audit: 'Logout' }, schema: { hide: true } },
    async (request, reply) => {
      const token = request.cookies[sessionCookie];
      if (token === undefined) noteNothingChanged(request);
      else {
        await database.kysely.transaction().execute(async (transaction) => {
          await deleteSession(transaction, hashSecret(token));
          await recordAudit(request, transaction, { operation: 'Logout' });
        });
      }
      reply.clearCookie(sessionCookie, { path: '/' });
      return reply.code(204).send();
    },
  );
}

export function toSession(
  user: Pick<User, 'id' | 'email' | 'firstName' | 'lastName' | 'isAdmin' | 'tenantPermissions'>,
  roleByTeam: ReadonlyMap<TeamId, HeldRole>,
) {
  return {
    user: {
      id: user.id,
      email: user.email,
      first_name: user.firstName,
      last_name: user.lastName,
      is_admin: user.isAdmin,
      tenant_permissions: [...user.tenantPermissions],
      roles: [...roleByTeam].map(([teamId, { name, permissions }]) => ({
        team_id: teamId,
        role: name,
        permissions: [...permissions],
      })),
    },
  };
}
