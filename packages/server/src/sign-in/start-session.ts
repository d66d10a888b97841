/** Begins a session of a browser: a cookie, of which only the hash is kept. The sign-in is told in the audit log. */
import type { Clock } from '@fabula/engine';
import { createSession, type Database, deleteExpiredSessions, markSeen, type User, updateUser } from '@fabula/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { recordAudit } from '../audit/record-audit.ts';
import { sessionCookie } from './authenticate.ts';
import { hashSecret, newSessionToken } from './secrets.ts';

export interface SessionStart {
  readonly database: Database;
  readonly clock: Clock;
  readonly publicOrigin: () => string;
}

const sessionDays = 14;

export async function startSession(
  { database, clock, publicOrigin }: SessionStart,
  request: FastifyRequest,
  user: User,
  reply: FastifyReply,
): Promise<void> {
  const token = newSessionToken();
  const now = clock.now();
  const expiresAt = new Date(now + sessionDays * 86_400_000);
  await database.kysely.transaction().execute(async (transaction) => {
    await deleteExpiredSessions(transaction, new Date(now));
    await createSession(transaction, { tokenHash: hashSecret(token), userId: user.id, expiresAt });
    await markSeen(transaction, user.id, new Date(now));
    // Whoever is in needs the invitation no more.
    if (!user.isInvitationAccepted) await updateUser(transaction, user.id, { isInvitationAccepted: true });
    await recordAudit(request, transaction, { operation: 'Login', by: { ...user, userId: user.id } });
  });
  reply.setCookie(sessionCookie, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicOrigin().startsWith('https:'),
    maxAge: sessionDays * 86_400,
  });
}
