/** `/api/invitation`: the invited chooses a password, and may sign in from then on. */
import { acceptInvitationInput } from '@fabula/model';
import { deleteSessionsOf, findUser, takeInvitation, updateUser } from '@fabula/store';
import { refuse } from '../api/api-failure.ts';
import type { ApiParts } from '../api/api-parts.ts';
import type { ApiScope } from '../api/api-scope.ts';
import { hashPassword } from './passwords.ts';
import { hashSecret } from './secrets.ts';
import { createTurns } from './turns.ts';

/** Passwords hashed together: each takes 32 MB. */
const hashedAtOnce = 2;

export function invitationRoutes(app: ApiScope, { database, clock }: Pick<ApiParts, 'database' | 'clock'>): void {
  const hashing = createTurns(hashedAtOnce);

  app.post(
    '/api/invitation',
    {
      bodyLimit: 16_384,
      // Nobody is signed in yet whose change it could be; the sign-in that follows is recorded.
      config: { permission: 'anyone', audit: { none: 'nobody is signed in yet' } },
      schema: { body: acceptInvitationInput, hide: true },
    },
    async (request, reply) => {
      const { token, password, first_name, last_name } = request.body;
      const passwordHash = await hashing(() => hashPassword(password));
      await database.kysely.transaction().execute(async (transaction) => {
        const userId = await takeInvitation(transaction, hashSecret(token), new Date(clock.now()));
        const user = userId === null ? null : await findUser(transaction, userId);
        if (user === null || !user.isActive) {
          return refuse('invitation_not_found', 'Ask whoever invited you to send the invitation again.', 'token');
        }
        await deleteSessionsOf(transaction, user.id);
        await updateUser(transaction, user.id, {
          passwordHash,
          isInvitationAccepted: true,
          firstName: first_name,
          lastName: last_name,
        });
      });
      return reply.code(204).send();
    },
  );
}
