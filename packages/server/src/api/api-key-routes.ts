/**
 * API keys; an addition to the documented API, which has only a page for them. A personal key acts as its user. The others act as
 * a service account of their own: in one team with a role, with permissions of the tenant, or as an owner of the tenant.
 */
import { randomUUID } from 'node:crypto';
import {
  apiKeyListShape,
  apiKeyParams,
  apiKeyShape,
  asId,
  createApiKeyInput,
  isAllowed,
  listApiKeysInput,
  type TeamId,
  type TeamPermission,
  toTimestamp,
  type UserId,
} from '@fabula/model';
import {
  createApiKey,
  createUser,
  deleteApiKey,
  deleteUser,
  type Executor,
  findListedApiKey,
  findTeam,
  type ListedApiKey,
  listApiKeys,
  setMember,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import { callerOf, requireTeam } from '../sign-in/guard.ts';
import { hashSecret, newApiKey } from '../sign-in/secrets.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { roleToGive } from './given-role.ts';
import { metaOf, toPaging } from './page.ts';

const tags = ['API keys'];
const base = '/api/v1/api_keys';
const teamKeys: TeamPermission = 'member:manage';

export function apiKeyRoutes(app: ApiScope, { database, publicUrl }: ApiParts): void {
  const { kysely } = database;
  const description = 'An addition to the documented API.';

  app.get(
    base,
    {
      config: { permission: 'signed_in' },
      schema: {
        summary: 'List API keys: your own, those of teams that you administer, and all for owners of the tenant',
        description,
        tags,
        body: listApiKeysInput,
        response: { 200: apiKeyListShape },
      },
    },
    async (request) => {
      const { body } = request;
      const caller = callerOf(request);
      const search = caller.isOwner ? null : { userId: caller.userId, teamIds: administered(request) };
      const { items, count } = await listApiKeys(kysely, search, toPaging(body));
      return { api_keys: items.map(toResponse), meta: metaOf(request, publicUrl(), body, count) };
    },
  );

  app.post(
    base,
    {
      config: { permission: 'signed_in', audit: 'AuthenticationTokenCreation' },
      schema: {
        summary: 'Create an API key; the key itself is shown this once',
        description,
        tags,
        body: createApiKeyInput,
        response: { 201: apiKeyShape },
      },
    },
    async (request, reply) => {
      const key = newApiKey();
      const created = await kysely.transaction().execute(async (transaction) => {
        const { name, kind } = request.body;
        const { userId, teamId } = await accountFor(request, transaction, request.body);
        const { id } = await createApiKey(transaction, { userId, kind, teamId, name, keyHash: hashSecret(key) });
        await recordAudit(request, transaction, {
          operation: 'AuthenticationTokenCreation',
          inputs: { name, kind, teamId, isServiceToken: kind !== 'personal' },
          outputs: { id, userId },
        });
        return (await findListedApiKey(transaction, id)) ?? refuse('api_key_not_found');
      });
      return reply.code(201).send({ ...toResponse(created), key });
    },
  );

  app.delete(
    `${base}/:api_key_id`,
    {
      config: { permission: 'signed_in', audit: 'AuthenticationTokenDeletion' },
      schema: {
        summary: 'Delete an API key, which opens nothing from then on',
        description,
        tags,
        params: apiKeyParams,
      },
    },
    async (request, reply) => {
      await kysely.transaction().execute(async (transaction) => {
        const key = await findListedApiKey(transaction, request.params.api_key_id);
        if (key === null || !mayDelete(request, key)) return refuse('api_key_not_found');
        await recordAudit(request, transaction, {
          operation: 'AuthenticationTokenDeletion',
          inputs: { id: key.id, name: key.name, kind: key.kind },
        });
        await deleteApiKey(transaction, key.id);
        // The account was made for the key.
        if (key.kind !== 'personal') await deleteUser(transaction, key.userId);
      });
      return reply.code(204).send();
    },
  );
}

/** Whom the key acts as. */
async function accountFor(
  request: FastifyRequest,
  executor: Executor,
  input: z.output<typeof createApiKeyInput>,
): Promise<{ readonly userId: UserId; readonly teamId: TeamId | null }> {
  const caller = callerOf(request);
  const { kind, name, role, team_id, tenant_permissions } = input;
  if (kind === 'personal') return { userId: caller.userId, teamId: null };
  if (kind !== 'team' && !caller.isOwner) {
    return refuse('not_allowed', `Only owners of the tenant create keys of the kind ${kind}.`, 'kind');
  }
  const teamId = kind === 'team' ? await teamFor(request, executor, team_id) : null;
  const account = await createUser(executor, {
    email: `${randomUUID()}@service.invalid`,
    firstName: name,
    lastName: '',
    passwordHash: null,
    isAdmin: false,
    isService: true,
    tenantPermissions: kind === 'service' ? tenant_permissions : [],
  });
  if (teamId !== null) {
    await setMember(executor, teamId, account.id, await roleToGive(request, executor, teamId, role));
  }
  return { userId: account.id, teamId };
}

async function teamFor(request: FastifyRequest, executor: Executor, id: number | null | undefined): Promise<TeamId> {
  if (!id) return refuse('missing_parameter', 'team_id is required for the key of a team.', 'team_id');
  const team = await findTeam(executor, asId<TeamId>(id));
  if (team === null) return refuse('team_not_found', `There is no team ${id}.`, 'team_id');
  requireTeam(request, team.id, 'team_not_found', teamKeys);
  return team.id;
}

function administered(request: FastifyRequest): readonly TeamId[] {
  return [...callerOf(request).roleByTeam].filter(([, role]) => isAllowed(role, teamKeys)).map(([teamId]) => teamId);
}

function mayDelete(request: FastifyRequest, key: ListedApiKey): boolean {
  const caller = callerOf(request);
  if (caller.isOwner || key.userId === caller.userId) return true;
  return key.kind === 'team' && key.teamId !== null && administered(request).includes(key.teamId);
}

function toResponse(key: ListedApiKey) {
  return {
    id: key.id,
    name: key.name,
    kind: key.kind,
    user_id: key.userId,
    team_id: key.teamId,
    created_at: toTimestamp(key.createdAt.getTime()),
    last_used_at: key.lastUsedAt === null ? null : toTimestamp(key.lastUsedAt.getTime()),
  };
}
