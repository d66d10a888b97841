import { readApi } from './api.ts';
import type { Fabula } from './start-fabula.ts';

/** Somebody else who may sign in. */
export interface Colleague {
  readonly email: string;
  readonly password: string;
}

/** Invites somebody to the first team, and takes the invitation up for them. */
export async function addColleague(fabula: Fabula, firstName: string, role = 'EDITOR'): Promise<Colleague> {
  const email = `${firstName.toLowerCase()}@example.com`;
  const password = `the-password-of-${firstName}`;
  const { teams } = await readApi<{ teams: { id: number }[] }>(fabula, '/api/v1/teams');
  const invitation = JSON.stringify({ email, role });
  const { invitation_url } = await readApi<{ invitation_url: string }>(
    fabula,
    `/api/v1/teams/${teams[0]?.id}/invite_member`,
    invitation,
  );
  const token = new URL(invitation_url).hash.slice(1);
  const answer = await fetch(`${fabula.url}/api/invitation`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, password, first_name: firstName, last_name: '' }),
  });
  if (!answer.ok) throw new Error(`the invitation answered ${answer.status}: ${await answer.text()}`);
  return { email, password };
}
