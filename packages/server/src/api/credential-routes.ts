/**
 * Credentials (reference: api/credentials.md). Secrets are sealed here and never opened: an update keeps what it does not name
 * without looking at it.
 */
import { randomUUID } from 'node:crypto';
import { entriesOf, getKey, makeObject, type ObjectValue, type Value } from '@fabula/formula';
import {
  asId,
  type CreateCredentialInput,
  type CredentialId,
  createCredentialInput,
  credentialListShape,
  credentialShape,
  credentialTestShape,
  type FolderId,
  idInput,
  listCredentialsInput,
  slugOf,
  type TeamId,
  testCredentialInput,
  type UpdateCredentialInput,
  type UserId,
  updateCredentialInput,
} from '@fabula/model';
import {
  type Credential,
  type CredentialChange,
  createCredential,
  deleteCredential,
  type Executor,
  findCredential,
  findSealedCredential,
  keepSetting,
  knownUsers,
  listCredentials,
  listOptionReaders,
  putSealedValues,
  reserveCredentialId,
  takenSlugs,
  updateCredential,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import { readHostPattern } from '../credentials/allowed-hosts.ts';
import { placeOf } from '../credentials/held-credential.ts';
import { type FormerParameters, readParameters } from '../credentials/mode-parameters.ts';
import type { SealedKey } from '../credentials/vault.ts';
import { callerOf, refuseAbsent, requireTeam, teamsOf } from '../sign-in/guard.ts';
import { ApiFailure, refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { toCredentialResponse } from './credential-response.ts';
import { usesOf } from './option-uses.ts';
import { metaOf, toPaging } from './page.ts';
import { folderFor, freeSlug, readSharing } from './sharing.ts';
import { teamsToList, visibleTeam } from './visible.ts';

const tags = ['Credentials'];
const params = z.object({ credential_id: idInput });
const nothing: FormerParameters = { settings: makeObject([]), names: [] };

export function credentialRoutes(app: ApiScope, { database, publicUrl, credentials }: ApiParts): void {
  const { kysely } = database;
  const { vault, signIns, changed, tryOut } = credentials;

  app.get(
    '/api/v1/user_credentials',
    {
      config: { permission: 'credential:read' },
      schema: { summary: 'List credentials', tags, body: listCredentialsInput, response: { 200: credentialListShape } },
    },
    async (request) => {
      const { body } = request;
      const uses = usesOf('CREDENTIAL', await listOptionReaders(kysely, 'CREDENTIAL', teamsOf(request, 'story:read')));
      const filter = {
        teamIds: teamsToList(request, body.team_id),
        folderId: body.folder_id ? asId<FolderId>(body.folder_id) : undefined,
        isRestricted: isRestricted(body.filter),
      };
      const notIds = body.filter === 'UNUSED_IN_ACTIONS' ? await usedIds(filter, uses) : undefined;
      const { items, count } = await listCredentials(kysely, { ...filter, notIds }, toPaging(body));
      return {
        user_credentials: items.map((credential) => toCredentialResponse(credential, uses(credential))),
        meta: metaOf(request, publicUrl(), body, count),
      };
    },
  );

  app.post(
    '/api/v1/user_credentials',
    {
      config: { permission: 'credential:write', audit: 'CredentialSave' },
      schema: {
        summary: 'Create a credential, or the test twin of one',
        tags,
        body: createCredentialInput,
        response: { 201: credentialShape },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const isTest = Boolean(body.live_credential_id);
      const { id, redirectUrl } = await kysely.transaction().execute(async (transaction) => {
        const made = isTest ? await createTwin(request, transaction, body) : await create(request, transaction, body);
        await tell(request, transaction, 'CredentialSave', made, { name: body.name ?? null, mode: body.mode, isTest });
        return { id: made, redirectUrl: await redirectFor(request, transaction, made, isTest) };
      });
      await changed();
      return reply.code(201).send({ ...(await describe(request, id)), ...redirectUrl });
    },
  );

  app.get(
    '/api/v1/user_credentials/:credential_id',
    {
      config: { permission: 'credential:read' },
      schema: { summary: 'Get a credential', tags, params, response: { 200: credentialShape } },
    },
    async (request) => {
      const credential = await visibleCredential(request, kysely, request.params.credential_id);
      return describe(request, credential.id);
    },
  );

  app.post(
    '/api/v1/user_credentials/:credential_id/test',
    {
      config: { permission: 'credential:write', audit: 'CredentialTest' },
      schema: {
        summary: 'Try a credential out',
        description:
          'An addition to the documented API: whether a token can be had, signing works, or at least the values are there. It never shows any of them.',
        tags,
        params,
        body: testCredentialInput,
        response: { 200: credentialTestShape },
      },
    },
    async (request) => {
      const isTest = request.body.is_test;
      const credential = await visibleCredential(request, kysely, request.params.credential_id);
      const row = await findSealedCredential(kysely, credential.id, isTest);
      if (row === null) return refuse('invalid_parameter', 'is_test: the credential has no test values.', 'is_test');
      const trial = await tryOut(row);
      const status = trial.ok ? ('usable' as const) : ('failed' as const);
      await kysely.transaction().execute(async (transaction) => {
        await tell(request, transaction, 'CredentialTest', credential.id, { isTest, status });
      });
      return trial.ok
        ? { status, checked: trial.value, message: trialMessages[trial.value] }
        : { status, checked: null, message: trial.error };
    },
  );

  app.route({
    method: ['PUT', 'PATCH'],
    url: '/api/v1/user_credentials/:credential_id',
    config: { permission: 'credential:write', audit: ['CredentialSave', 'CredentialMovement'] },
    schema: {
      summary: 'Update a credential',
      description: 'A credential whose OAuth values change answers with a new redirect_url, for a new sign-in.',
      tags,
      params,
      body: updateCredentialInput,
      response: { 200: credentialShape },
    },
    handler: async (request) => {
      const { body } = request;
      const { id, redirectUrl } = await kysely.transaction().execute(async (transaction) => {
        const credential = await visibleCredential(request, transaction, request.params.credential_id);
        const isAnew = await update(request, transaction, credential, body);
        const changed = changedFields(body);
        // A change of place alone is a move.
        const isMoved = changed.length === 1 && changed[0] === 'folder_id';
        await tell(request, transaction, isMoved ? 'CredentialMovement' : 'CredentialSave', credential.id, {
          name: body.name ?? credential.name,
          mode: credential.mode,
          isTest: body.is_test,
          changed,
        });
        return {
          id: credential.id,
          redirectUrl: isAnew ? await redirectFor(request, transaction, credential.id, body.is_test) : {},
        };
      });
      await changed();
      return { ...(await describe(request, id)), ...redirectUrl };
    },
  });

  app.delete(
    '/api/v1/user_credentials/:credential_id',
    {
      config: { permission: 'credential:delete', audit: 'CredentialDestruction' },
      schema: { summary: 'Delete a credential', tags, params },
    },
    async (request, reply) => {
      await kysely.transaction().execute(async (transaction) => {
        const credential = await visibleCredential(request, transaction, request.params.credential_id);
        await deleteCredential(transaction, credential.id);
        await tell(request, transaction, 'CredentialDestruction', credential.id, { name: credential.name });
      });
      await changed();
      return reply.code(204).send();
    },
  );

  async function create(
    request: FastifyRequest,
    executor: Executor,
    body: CreateCredentialInput,
  ): Promise<CredentialId> {
    if (!body.team_id) return refuse('missing_parameter', 'team_id is required.', 'team_id');
    const teamId = await visibleTeam(request, executor, body.team_id);
    const parameters = readParameters(body.mode, body, nothing);
    const shared = await readSharing(
      request,
      executor,
      teamId,
      body,
      { readAccess: 'TEAM', sharedTeamSlugs: [] },
      'credential:share',
    );
    const [first, ...more] = parameters.problems;
    if (first !== undefined) throw new ApiFailure([first, ...more]);
    const id = await reserveCredentialId(executor);
    const key = vault.newDataKey(id, teamId);
    const slug = slugOf(body.name) || 'credential';
    await createCredential(
      executor,
      {
        id,
        teamId,
        userId: callerOf(request).userId,
        folderId: await folderFor(executor, teamId, body.folder_id ?? null, 'CREDENTIAL'),
        mode: body.mode,
        name: body.name,
        slug: freeSlug(slug, await takenSlugs(executor, teamId, slug)),
        description: body.description ?? '',
        metadata: body.metadata ?? makeObject([]),
        allowedHosts: readHosts(body.allowed_hosts ?? []),
        expiresAt: toDate(body.expires_at ?? null),
        isExpiryNotified: body.expiry_notifications_enabled ?? false,
        expiryRecipientIds: await recipients(executor, body.credential_notification_recipient_user_ids ?? []),
        ...shared,
        dataKey: key.dataKey,
        keyId: key.keyId,
      },
      {
        settings: await withExternalId(executor, { teamId, mode: body.mode }, body, parameters.settings, nothing),
        sealed: sealAll(key, false, parameters.values, makeObject([])),
      },
    );
    return id;
  }

  async function createTwin(
    request: FastifyRequest,
    executor: Executor,
    body: CreateCredentialInput,
  ): Promise<CredentialId> {
    const live = await visibleCredential(request, executor, body.live_credential_id ?? 0, 'live_credential_id');
    requireMode(live, body.mode);
    await putParameters(executor, live, true, body, nothing);
    await updateCredential(executor, live.id, { isTestEnabled: true });
    return live.id;
  }

  /** Whether values have changed, so that what was fetched with them is gone. */
  async function update(
    request: FastifyRequest,
    executor: Executor,
    credential: Credential,
    body: UpdateCredentialInput,
  ): Promise<boolean> {
    requireMode(credential, body.mode ?? credential.mode);
    const isTestEnabled = body.test_credential_enabled ?? credential.isTestEnabled;
    if (body.is_test && !isTestEnabled) {
      refuse(
        'invalid_parameter',
        'is_test needs a test credential that is enabled (test_credential_enabled).',
        'is_test',
      );
    }
    const former = body.is_test ? (credential.test ?? nothing) : credential.live;
    const isAnew = await putParameters(executor, credential, body.is_test, body, former);
    await updateCredential(executor, credential.id, {
      isTestEnabled,
      ...(await readChange(request, executor, credential, body)),
    });
    return isAnew;
  }

  async function readChange(
    request: FastifyRequest,
    executor: Executor,
    credential: Credential,
    body: UpdateCredentialInput,
  ): Promise<CredentialChange> {
    const { teamId } = credential;
    return {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.description === undefined ? {} : { description: body.description ?? '' }),
      ...(body.metadata === undefined ? {} : { metadata: body.metadata ?? makeObject([]) }),
      ...(body.allowed_hosts === undefined ? {} : { allowedHosts: readHosts(body.allowed_hosts ?? []) }),
      ...(body.folder_id === undefined
        ? {}
        : { folderId: await folderFor(executor, teamId, body.folder_id, 'CREDENTIAL') }),
      ...(body.expires_at === undefined ? {} : { expiresAt: toDate(body.expires_at) }),
      ...(body.expiry_notifications_enabled === undefined
        ? {}
        : { isExpiryNotified: body.expiry_notifications_enabled }),
      ...(body.credential_notification_recipient_user_ids === undefined
        ? {}
        : { expiryRecipientIds: await recipients(executor, body.credential_notification_recipient_user_ids) }),
      ...(body.read_access === undefined && body.shared_team_slugs === undefined
        ? {}
        : await readSharing(request, executor, teamId, body, credential, 'credential:share')),
    };
  }

  /** Seals what is given; gives whether that was anything. */
  async function putParameters(
    executor: Executor,
    credential: Credential,
    isTest: boolean,
    body: CreateCredentialInput | UpdateCredentialInput,
    former: FormerParameters,
  ): Promise<boolean> {
    const { settings, values, problems } = readParameters(credential.mode, body, former);
    const [first, ...more] = problems;
    if (first !== undefined) throw new ApiFailure([first, ...more]);
    const withId = await withExternalId(executor, credential, body, settings, former);
    if (values.size === 0 && isEqual(withId, former.settings)) return false;
    // the row that is there: its data key, and the values that stay as they are
    const row =
      (await findSealedCredential(executor, credential.id, isTest)) ??
      (await findSealedCredential(executor, credential.id, false));
    if (row === null) return refuse('credential_not_found');
    const kept = row.isTest === isTest ? row.sealed : makeObject([]);
    await putSealedValues(executor, credential.id, isTest, {
      settings: withId,
      sealed: sealAll(row, isTest, values, kept),
    });
    return true;
  }

  function sealAll(
    key: SealedKey,
    isTest: boolean,
    values: ReadonlyMap<string, Value>,
    kept: ObjectValue,
  ): ObjectValue {
    const sealed = new Map(entriesOf(kept));
    for (const [name, value] of values) sealed.set(name, vault.sealValue(key, placeOf({ isTest }, name), value));
    return makeObject([...sealed]);
  }

  /** Roles of AWS are assumed with an id that the other side expects; each credential has its own, or the team's. */
  async function withExternalId(
    executor: Executor,
    { teamId, mode }: Pick<Credential, 'teamId' | 'mode'>,
    body: CreateCredentialInput | UpdateCredentialInput,
    settings: ObjectValue,
    former: FormerParameters,
  ): Promise<ObjectValue> {
    if (mode !== 'AWS') return settings;
    const isStatic = getKey(settings, 'use_static_external_id') === true;
    const wasStatic = getKey(former.settings, 'use_static_external_id') === true;
    const known = body.aws_assumed_role_external_id ?? getKey(former.settings, 'aws_assumed_role_external_id');
    const own = known === undefined || (wasStatic && !isStatic) ? randomUUID() : known;
    const id = isStatic ? await keepSetting(executor, `aws_external_id_of_team_${teamId}`, randomUUID()) : own;
    return makeObject([...entriesOf(settings), ['aws_assumed_role_external_id', id]]);
  }

  /** Where a person signs in, for a credential that needs it. */
  async function redirectFor(
    request: FastifyRequest,
    executor: Executor,
    id: CredentialId,
    isTest: boolean,
  ): Promise<{ redirect_url?: string }> {
    const row = await findSealedCredential(executor, id, isTest);
    if (row?.mode !== 'OAUTH' || getKey(row.settings, 'oauth_grant_type') !== 'authorization_code') return {};
    return { redirect_url: await signIns.begin(executor, row, callerOf(request).userId) };
  }

  async function describe(request: FastifyRequest, id: CredentialId) {
    const credential = (await findCredential(kysely, id)) ?? refuse('credential_not_found');
    const uses = usesOf('CREDENTIAL', await listOptionReaders(kysely, 'CREDENTIAL', teamsOf(request, 'story:read')));
    return toCredentialResponse(credential, uses(credential));
  }

  async function usedIds(
    filter: { teamIds: readonly TeamId[] | null },
    uses: (credential: Credential) => readonly number[],
  ): Promise<readonly CredentialId[]> {
    const { items } = await listCredentials(kysely, { teamIds: filter.teamIds }, { page: 1, perPage: 1_000_000 });
    return items.filter((credential) => uses(credential).length > 0).map(({ id }) => id);
  }
}

const trialMessages = {
  opened: 'Its values are there. Whether the other side takes them is known when they are used.',
  signed: 'Signing with it works. Whether the other side takes it is known when it is used.',
  token: 'A token can be had.',
} as const;

/** Values are secrets, and so may anything be that is sent beside them: names of fields and of the credential are all. */
async function tell(
  request: FastifyRequest,
  executor: Executor,
  operation: string,
  credentialId: CredentialId,
  inputs: Record<string, Value>,
): Promise<void> {
  await recordAudit(request, executor, { operation, inputs: { credentialId, ...inputs } });
}

function changedFields(body: UpdateCredentialInput): string[] {
  return Object.entries(body).flatMap(([name, value]) =>
    value === undefined || name === 'mode' || name === 'is_test' ? [] : [name],
  );
}

async function visibleCredential(
  request: FastifyRequest,
  executor: Executor,
  id: number,
  field: string | null = null,
): Promise<Credential> {
  const absence = { code: 'credential_not_found', details: `There is no credential ${id}.`, field } as const;
  const credential = await findCredential(executor, asId<CredentialId>(id));
  if (credential === null) return refuseAbsent(absence);
  requireTeam(request, credential.teamId, absence);
  return credential;
}

function requireMode({ mode }: Credential, given: string): void {
  if (given !== mode)
    refuse('invalid_parameter', `mode must be ${mode}: a credential keeps the mode it was made with.`, 'mode');
}

function readHosts(given: readonly string[]): readonly string[] {
  const entries = given.flatMap((text) => text.split(/[\s,]+/)).filter((text) => text !== '');
  return entries.map((text) => {
    const pattern = readHostPattern(text);
    if (pattern !== null) return pattern;
    return refuse(
      'invalid_parameter',
      `allowed_hosts must be host names such as api.example.com or *.example.com, not ${text}.`,
      'allowed_hosts',
    );
  });
}

function isRestricted(filter: string | undefined): boolean | undefined {
  if (filter === 'RESTRICTED') return true;
  return filter === 'UNRESTRICTED' ? false : undefined;
}

/** Users that are there, each once. */
async function recipients(executor: Executor, ids: readonly number[]): Promise<readonly UserId[]> {
  const distinct = [...new Set(ids)].map(asId<UserId>);
  const known = await knownUsers(executor, distinct);
  const unknown = distinct.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    const field = 'credential_notification_recipient_user_ids';
    refuse('invalid_parameter', `${field} has no such users: ${unknown.join(', ')}.`, field);
  }
  return distinct;
}

function toDate(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

function isEqual(one: ObjectValue, other: ObjectValue): boolean {
  return JSON.stringify(entriesOf(one).sort()) === JSON.stringify(entriesOf(other).sort());
}
