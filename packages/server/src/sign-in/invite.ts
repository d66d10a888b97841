/** Invitations: a link by mail that is used once, within a week. */
import type { Clock } from '@fabula/engine';
import { addNotifications, type Executor, putInvitation, type User } from '@fabula/store';
import { hashSecret, newSessionToken } from './secrets.ts';

const validDays = 7;

export interface InvitationParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly publicUrl: () => string;
}

/** Gives the link. The mail goes out with the others that people are told things by, in the caller's transaction. */
export async function invite(
  executor: Executor,
  { clock, publicUrl }: InvitationParts,
  user: Pick<User, 'id' | 'email'>,
): Promise<string> {
  const token = newSessionToken();
  const now = clock.now();
  await putInvitation(executor, user.id, hashSecret(token), new Date(now + validDays * 86_400_000));
  const url = `${publicUrl()}/invitation#${token}`;
  const text = [
    'You are invited to Fabula.',
    '',
    `Choose a password here within ${validDays} days:`,
    url,
    '',
    'Whoever has this link can use it, once.',
  ].join('\n');
  const mail = { storyId: null, actionId: null, recipient: user.email, subject: 'You are invited to Fabula', text };
  await addNotifications(executor, [{ ...mail, body: {} }], new Date(now));
  return url;
}
