/** `/api/profile`: people change their own name and password. */
import { problem, sessionShape, updateProfileInput } from '@fabula/model';
import { deleteOtherSessionsOf, findUser, findUserByEmail, rolesByTeam, updateUser } from '@fabula/store';
import { ApiFailure, refuse } from '../api/api-failure.ts';
import type { ApiParts } from '../api/api-parts.ts';
import type { ApiScope } from '../api/api-scope.ts';
import { noteNothingChanged } from '../audit/audited-routes.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { createAttemptLimit } from './attempt-limit.ts';
import { sessionCookie } from './authenticate.ts';
import { callerOf } from './guard.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { hashSecret } from './secrets.ts';
import { toSession } from './session-routes.ts';
import { createTurns } from './turns.ts';

/** Passwords looked at or hashed together: each takes 32 MB. */
const hashedAtOnce = 2;

export function profileRoutes(app: ApiScope, { database, clock }: Pick<ApiParts, 'database' | 'clock'>): void {
  const { kysely } = database;
  const hashing = createTurns(hashedAtOnce);
  // Whoever sits down at an open session must not be able to guess on.
  const attempts = createAttemptLimit(clock);

  app.patch(
    '/api/profile',
    {
      bodyLimit: 16_384,
      config: { permission: 'signed_in', audit: 'UserEdit' },
      schema: { body: updateProfileInput, response: { 200: sessionShape }, hide: true },
    },
    async (request) => {
      const { userId, email } = callerOf(request);
      const { first_name: firstName, last_name: lastName, password, current_password: current } = request.body;
      if (password !== undefined) await requirePassword(request.ip, email, current);
      const passwordHash = password === undefined ? undefined : await hashing(() => hashPassword(password));
      const fields = Object.keys(request.body).filter((name) => name !== 'current_password');
      if (fields.length === 0) noteNothingChanged(request);
      else {
        await kysely.transaction().execute(async (transaction) => {
          await updateUser(transaction, userId, { firstName, lastName, passwordHash });
          if (passwordHash !== undefined) {
            const own = request.cookies[sessionCookie];
            await deleteOtherSessionsOf(transaction, userId, own === undefined ? null : hashSecret(own));
          }
          await recordAudit(request, transaction, { operation: 'UserEdit', inputs: { userId, fields } });
        });
      }
      const user = (await findUser(kysely, userId)) ?? refuse('user_not_found');
      return toSession(user, await rolesByTeam(kysely, userId));
    },
  );

  async function requirePassword(ip: string, email: string, current: string | undefined): Promise<void> {
    const field = 'current_password';
    if (current === undefined) return refuse('missing_parameter', `${field} is required for a new password.`, field);
    const attempt = attempts.begin(ip, email);
    if (!attempt.ok) {
      throw new ApiFailure([problem('too_many_sign_ins', `Try again in ${attempt.error} seconds.`)], attempt.error);
    }
    const user = await findUserByEmail(kysely, email);
    if (user?.passwordHash == null) {
      return refuse('invalid_parameter', 'You sign in without a password, so there is none to change.', field);
    }
    const { passwordHash } = user;
    if (!(await hashing(() => verifyPassword(current, passwordHash)))) {
      return refuse('invalid_parameter', 'This is not your password.', field);
    }
    attempt.value.succeed();
  }
}
