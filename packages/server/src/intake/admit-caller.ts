/**
 * Finds out about a caller what a webhook or MCP server asks for besides its secret: whose API key was sent, and whether a
 * token is good. The answer goes with the request; the webhook itself decides.
 */
import { type Access, type Admission, readAccess, type WebhookTarget } from '@fabula/actions';
import { OptionFailure } from '@fabula/engine';
import type { StoryDefinition } from '@fabula/model';
import { type Database, findTeam } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { authenticateKey, readApiKey } from '../sign-in/authenticate.ts';
import type { Principal } from '../sign-in/principal.ts';
import type { TokenCheck } from './check-token.ts';

/** undefined: the webhook asks for nothing of the kind. */
export type AdmitCaller = (target: WebhookTarget, request: FastifyRequest) => Promise<Admission> | undefined;

export function createAdmitCaller(database: Pick<Database, 'kysely'>, checkToken: TokenCheck): AdmitCaller {
  async function admit(
    access: Exclude<Access, { kind: 'nothing' }>,
    story: StoryDefinition,
    credentials: string | null,
  ) {
    if (credentials === null || credentials === '') return { isAdmitted: false, challenge: '' } as const;
    if (access.kind === 'token') {
      const checked = await checkToken(credentials, access.rules);
      return checked.ok ? admitted : refused(checked.error);
    }
    const principal = await authenticateKey(database, credentials);
    if (principal === null) return refused('there is no such API key');
    return (await mayCall(database, principal, access.teams, story))
      ? admitted
      : refused('the owner of the API key is in none of the teams that may call');
  }

  return (target, request) => {
    const access = readAccessOf(target);
    return access.kind === 'nothing' ? undefined : admit(access, target.story, readApiKey(request));
  };
}

/** Options that cannot be read are found again, and told, when the webhook decides. */
function readAccessOf(target: WebhookTarget): Access {
  try {
    return readAccess(target.readerFor(null));
  } catch (error) {
    if (error instanceof OptionFailure) return { kind: 'nothing' };
    throw error;
  }
}

const admitted: Admission = { isAdmitted: true, usedHeaders: ['authorization', 'x-user-token'] };

/** RFC 6750, section 3. */
function refused(reason: string): Admission {
  const description = reason.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, ' ');
  return { isAdmitted: false, challenge: `error="invalid_token", error_description="${description}"` };
}

async function mayCall(
  database: Pick<Database, 'kysely'>,
  principal: Principal,
  teams: readonly string[] | null,
  story: StoryDefinition,
): Promise<boolean> {
  if (principal.isOwner || teams?.includes('*')) return true;
  if (teams === null) return principal.roleByTeam.has(story.teamId);
  for (const teamId of principal.roleByTeam.keys()) {
    if (teams.includes(String(teamId))) return true;
    const team = await findTeam(database.kysely, teamId);
    if (team !== null && teams.includes(team.name)) return true;
  }
  return false;
}
