/**
 * Where a team's stories are published to (reference: api/sync-destinations.md). Nothing is sent here: these routes write down what is
 * wanted, and ../sync/sync-worker.ts sees to it.
 */
import {
  asId,
  createSyncDestinationInput,
  deleteSyncDestinationInput,
  oneSyncDestinationShape,
  type StoryId,
  type SyncDestinationId,
  storySyncInitiatedShape,
  syncDestinationListInput,
  syncDestinationListShape,
  syncDestinationParams,
  syncedStoryParams,
  syncInitiatedShape,
  syncPreviewInput,
  syncPreviewShape,
  syncProgressShape,
  type TeamId,
  updateSyncDestinationInput,
} from '@fabula/model';
import {
  askForSync,
  createSyncDestination,
  deleteSyncDestination,
  type Executor,
  endSubscriptions,
  findSameSyncDestination,
  findStory,
  findSyncDestination,
  findTeam,
  hasSubscriptions,
  listSubscriptions,
  listSyncDestinations,
  lockSyncDestination,
  type SubscribedStory,
  type SyncDestination,
  setSubscriptions,
  updateSyncDestination,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { recordAudit } from '../audit/record-audit.ts';
import { callerOf, requireTeam, teamsOf } from '../sign-in/guard.ts';
import { sealDestinationKey } from '../sync/destination-key.ts';
import { checkTenant, openTarget } from '../sync/open-target.ts';
import { packLiveStory, tenantId } from '../sync/pack-story.ts';
import type { SyncFailure } from '../sync/sync-target.ts';
import { tenantApi } from '../sync/tenant-api.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';
import { describeDestination, describeDestinations, describeProgress } from './sync-destination-response.ts';
import { visibleTeam } from './visible.ts';

const tags = ['Story sync destinations'];
const base = '/api/v1/admin/sync_destinations';
const one = `${base}/:sync_destination_id`;
const ours = 'An addition to the documented API.';

/** What the other side is asked on behalf of a request waits no longer than this. */
const patienceMs = 15_000;

export function syncDestinationRoutes(app: ApiScope, parts: ApiParts): void {
  const { database, publicUrl, syncChanged } = parts;
  const { kysely } = database;
  const { vault } = parts.credentials;
  const targetParts = { ...parts, vault, timeoutMs: patienceMs };

  app.get(
    base,
    {
      config: { permission: 'sync:manage' },
      schema: {
        summary: 'List sync destinations',
        tags,
        body: syncDestinationListInput,
        response: { 200: syncDestinationListShape },
      },
    },
    async (request) => {
      const { items, count } = await listSyncDestinations(kysely, teamsOf(request), toPaging(request.body));
      return {
        sync_destinations: await describeDestinations(kysely, items),
        meta: metaOf(request, publicUrl(), request.body, count),
      };
    },
  );

  app.get(
    one,
    {
      config: { permission: 'sync:manage' },
      schema: {
        summary: 'Get a sync destination',
        tags,
        params: syncDestinationParams,
        response: { 200: oneSyncDestinationShape },
      },
    },
    async (request) => {
      const destination = await destinationOf(request, kysely, request.params.sync_destination_id);
      return { sync_destination: await describeDestination(kysely, destination) };
    },
  );

  app.get(
    `${one}/progress`,
    {
      config: { permission: 'sync:manage' },
      schema: {
        summary: 'See how far a sync destination is',
        description: ours,
        tags,
        params: syncDestinationParams,
        response: { 200: syncProgressShape },
      },
    },
    async (request) =>
      describeProgress(kysely, await destinationOf(request, kysely, request.params.sync_destination_id)),
  );

  app.get(
    `${one}/preview`,
    {
      config: { permission: 'sync:manage' },
      schema: {
        summary: 'See what a sync would change',
        description: `${ours} Not for destinations that only speak the documented API.`,
        tags,
        params: syncDestinationParams,
        body: syncPreviewInput,
        response: { 200: syncPreviewShape },
      },
    },
    async (request) => {
      const destination = await destinationOf(request, kysely, request.params.sync_destination_id);
      const subscription = await subscriptionOf(kysely, destination, request.body.story_id, 'story_id');
      const story = await packLiveStory(database, asId<StoryId>(request.body.story_id), publicUrl());
      if (story === null) return refuse('story_not_found', '', 'story_id');
      const target = await openTarget(destination, targetParts, AbortSignal.timeout(patienceMs));
      const preview = target.ok ? await target.value.preview(story) : target;
      if (!preview.ok) return refuse('sync_refused', preview.error.message);
      if (preview.value === null) {
        return refuse('sync_refused', 'This destination does not say what a sync would change.');
      }
      return {
        story: { id: request.body.story_id, name: subscription.storyName },
        operation: preview.value.operation,
        changes: [...preview.value.changes],
        missing: [...preview.value.missing],
      };
    },
  );

  app.post(
    base,
    {
      config: { permission: 'sync:manage', audit: 'SyncDestinationCreation' },
      schema: {
        summary: 'Create a sync destination',
        tags,
        body: createSyncDestinationInput,
        response: { 201: oneSyncDestinationShape },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const teamId = await visibleTeam(request, kysely, body.team_id);
      const url = readUrl(body.destination_tenant_url);
      const isRemote = url !== readUrl(publicUrl());
      const key = body.destination_tenant_api_key?.trim() || null;
      await subscribableStories(kysely, teamId, body.story_ids);
      if (isRemote && key === null) refuseKey('is required for another tenant', 'missing_parameter');
      if (!isRemote && key !== null) refuseKey('is not used in the own tenant: leave it out');
      if (!isRemote) await requireLocalTarget(request, kysely, teamId, body.destination_team_id);
      const dialect = key === null ? null : await checkKey(url, key, body.destination_team_id);
      const destination = await kysely.transaction().execute(async (transaction) => {
        // What was true before the other tenant was asked may be true no more.
        const stories = await subscribableStories(transaction, teamId, body.story_ids);
        const place = { teamId, url, targetTeamId: body.destination_team_id };
        const isManual = body.manual_sync_only ?? false;
        const id = await createSyncDestination(
          transaction,
          { ...place, isRemote, isManual, dialect, userId: callerOf(request).userId },
          (newId) => (key === null ? null : sealDestinationKey(vault, newId, teamId, key)),
        );
        if (id === null) {
          const same = await findSameSyncDestination(transaction, place);
          return refuse(
            'invalid_parameter',
            `Sync destination ${same ?? ''} leads from this team to that one already: change it instead.`,
            'destination_team_id',
          );
        }
        await setSubscriptions(transaction, id, stories);
        await recordAudit(request, transaction, {
          operation: 'SyncDestinationCreation',
          inputs: {
            teamId,
            destinationTenantUrl: url,
            destinationTeamId: body.destination_team_id,
            storyIds: stories.map((story) => story.id),
            manualSyncOnly: isManual,
          },
          outputs: { syncDestinationId: id },
        });
        return (await findSyncDestination(transaction, id)) ?? refuse('sync_destination_not_found');
      });
      syncChanged();
      return reply.code(201).send({ sync_destination: await describeDestination(kysely, destination) });
    },
  );

  app.route({
    method: ['PUT', 'PATCH'],
    url: one,
    config: { permission: 'sync:manage', audit: 'SyncDestinationUpdate' },
    schema: {
      summary: 'Update a sync destination',
      description:
        'Another key, other stories, or whether stories are only synced when asked for. What is left out stays.',
      tags,
      params: syncDestinationParams,
      body: updateSyncDestinationInput,
      response: { 200: oneSyncDestinationShape },
    },
    handler: async (request) => {
      const { body } = request;
      const before = await destinationOf(request, kysely, request.params.sync_destination_id);
      refuseFixed(body);
      const key = keyToPut(before, body.destination_tenant_api_key);
      if (body.story_ids !== undefined) await subscribableStories(kysely, before.teamId, body.story_ids);
      if (!before.isRemote) await requireLocalTarget(request, kysely, before.teamId, before.targetTeamId);
      const dialect = key === null ? undefined : await checkKey(before.url, key, before.targetTeamId);
      const after = await kysely.transaction().execute(async (transaction) => {
        const locked = await lockSyncDestination(transaction, before.id);
        if (locked === null || locked.ending !== null) return refuse('sync_destination_not_found');
        await updateSyncDestination(transaction, before.id, {
          isManual: body.manual_sync_only,
          userId: callerOf(request).userId,
          key: key === null ? undefined : sealDestinationKey(vault, before.id, before.teamId, key),
          dialect,
        });
        if (body.story_ids !== undefined) {
          await setSubscriptions(
            transaction,
            before.id,
            await subscribableStories(transaction, before.teamId, body.story_ids),
          );
        }
        await recordAudit(request, transaction, {
          operation: 'SyncDestinationUpdate',
          inputs: {
            syncDestinationId: before.id,
            ...(body.story_ids === undefined ? {} : { storyIds: [...body.story_ids] }),
            ...(body.manual_sync_only === undefined ? {} : { manualSyncOnly: body.manual_sync_only }),
            ...(key === null ? {} : { destinationTenantApiKey: 'replaced' }),
          },
        });
        return (await findSyncDestination(transaction, before.id)) ?? refuse('sync_destination_not_found');
      });
      syncChanged();
      return { sync_destination: await describeDestination(kysely, after) };
    },
  });

  app.delete(
    one,
    {
      config: { permission: 'sync:manage', audit: 'SyncDestinationDestruction' },
      schema: {
        summary: 'Delete a sync destination',
        description:
          'Its copies are deleted as well, in the background; with keep_stories they stay as stories of their own.',
        tags,
        params: syncDestinationParams,
        body: deleteSyncDestinationInput,
      },
    },
    async (request, reply) => {
      const { keep_stories: keepStories } = request.body;
      const { id } = await destinationOf(request, kysely, request.params.sync_destination_id);
      await kysely.transaction().execute(async (transaction) => {
        const locked = await lockSyncDestination(transaction, id);
        if (locked === null || locked.ending !== null) return refuse('sync_destination_not_found');
        const ending = keepStories ? 'detach' : 'delete';
        await updateSyncDestination(transaction, id, { ending });
        await endSubscriptions(transaction, id, ending);
        if (!(await hasSubscriptions(transaction, id))) await deleteSyncDestination(transaction, id);
        await recordAudit(request, transaction, {
          operation: 'SyncDestinationDestruction',
          inputs: { syncDestinationId: id, keepStories },
        });
      });
      syncChanged();
      return reply.code(204).send();
    },
  );

  app.post(
    `${one}/manual_sync`,
    {
      config: { permission: 'sync:manage', audit: 'SyncDestinationManualSync' },
      schema: {
        summary: 'Sync every story of a destination now',
        tags,
        params: syncDestinationParams,
        response: { 200: syncInitiatedShape },
      },
    },
    async (request) => {
      await ask(request, request.params.sync_destination_id, null);
      return { sync_initiated: true as const };
    },
  );

  app.post(
    `${one}/story/:story_id/sync`,
    {
      config: { permission: 'sync:manage', audit: 'SyncDestinationManualSync' },
      schema: {
        summary: 'Sync one story of a destination now',
        tags,
        params: syncedStoryParams,
        response: { 200: storySyncInitiatedShape },
      },
    },
    async (request) => {
      await ask(request, request.params.sync_destination_id, request.params.story_id);
      return { story_sync_initiated: true as const };
    },
  );

  async function ask(request: FastifyRequest, destinationId: number, storyId: number | null): Promise<void> {
    const destination = await destinationOf(request, kysely, destinationId);
    if (storyId !== null) await subscriptionOf(kysely, destination, storyId, null);
    await kysely.transaction().execute(async (transaction) => {
      const locked = await lockSyncDestination(transaction, destination.id);
      if (locked === null || locked.ending !== null) return refuse('sync_destination_not_found');
      const story = storyId === null ? null : asId<StoryId>(storyId);
      await askForSync(transaction, destination.id, story);
      await recordAudit(request, transaction, {
        operation: 'SyncDestinationManualSync',
        ...(story === null ? {} : { storyId: story }),
        inputs: { syncDestinationId: destination.id, ...(story === null ? {} : { storyId: story }) },
      });
    });
    syncChanged();
  }

  async function checkKey(url: string, key: string, teamId: number) {
    const api = tenantApi(parts.outgoing, { url, key, timeoutMs: patienceMs }, AbortSignal.timeout(patienceMs));
    const checked = await checkTenant(api, teamId, await tenantId(kysely));
    return checked.ok ? checked.value : refuseSync(checked.error);
  }
}

function refuseSync({ message, field }: SyncFailure): never {
  return refuse('sync_refused', message, field);
}

function refuseKey(words: string, code: 'invalid_parameter' | 'missing_parameter' = 'invalid_parameter'): never {
  return refuse(code, `destination_tenant_api_key ${words}.`, 'destination_tenant_api_key');
}

/** The new key; null: the one that is there stays, or none is needed. */
function keyToPut({ isRemote }: SyncDestination, given: string | null | undefined): string | null {
  if (given === undefined) return null;
  const key = given?.trim() ?? '';
  if (isRemote) return key === '' ? refuseKey('must not be empty: leave it out to keep the key that is there') : key;
  return key === '' ? null : refuseKey('is not used in the own tenant: leave it out');
}

/** Where it leads from and to is what a destination is. */
function refuseFixed(body: Readonly<Record<string, unknown>>): void {
  for (const field of ['team_id', 'origin_team_id', 'destination_team_id', 'destination_tenant_url']) {
    if (body[field] === undefined) continue;
    refuse(
      'invalid_parameter',
      `${field} cannot be changed: delete this sync destination and create another one.`,
      field,
    );
  }
}

/** An address without a slash at its end, as two of them can be compared. */
function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isBase =
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '';
  if (!isBase) {
    return refuse(
      'invalid_parameter',
      'destination_tenant_url must be the address of a tenant, such as https://fabula.example.com.',
      'destination_tenant_url',
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

async function requireLocalTarget(
  request: FastifyRequest,
  executor: Executor,
  teamId: TeamId,
  targetId: number,
): Promise<void> {
  const field = 'destination_team_id';
  if (targetId === teamId) {
    return refuse('invalid_parameter', 'A team cannot be synced to itself: choose another team.', field);
  }
  const absence = { code: 'team_not_found', details: `There is no team ${targetId} in this tenant.`, field } as const;
  const team = await findTeam(executor, asId<TeamId>(targetId));
  if (team === null) return refuse(absence.code, absence.details, field);
  requireTeam(request, team.id, absence, 'story:write');
}

/** In the order given, each once. Every one belongs to the team and is under change control, or nothing is done. */
async function subscribableStories(
  executor: Executor,
  teamId: TeamId,
  ids: readonly number[],
): Promise<readonly SubscribedStory[]> {
  const field = 'story_ids';
  const unique = [...new Set(ids)];
  if (unique.length > mostStories) {
    refuse('invalid_parameter', `story_ids must not name more than ${mostStories} stories.`, field);
  }
  const found = [];
  for (const id of unique) found.push(await findStory(executor, asId<StoryId>(id)));
  const stories = found.flatMap((story) =>
    story !== null && story.draft === null && story.teamId === teamId ? story : [],
  );
  const unknown = unique.filter((id) => stories.every((story) => story.id !== id));
  if (unknown.length > 0) {
    refuse('invalid_parameter', `story_ids names what is no story of team ${teamId}: ${unknown.join(', ')}.`, field);
  }
  const copies = stories.filter((story) => story.syncedFrom !== null);
  if (copies.length > 0) {
    refuse(
      'story_synced',
      `story_ids names synced copies, which are synced from their source: ${named(copies)}.`,
      field,
    );
  }
  const uncontrolled = stories.filter((story) => !story.isChangeControlled);
  if (uncontrolled.length > 0) {
    refuse(
      'change_control_off',
      `Only stories under change control are synced. Switch it on first (change_control_enabled) for ${named(uncontrolled)}.`,
      field,
    );
  }
  return stories;
}

const mostStories = 1_000;

function named(stories: readonly { readonly id: number; readonly name: string }[]): string {
  const shown = stories.slice(0, 20).map(({ id, name }) => `${id} "${name}"`);
  return shown.join(', ') + (stories.length > shown.length ? ` and ${stories.length - shown.length} more` : '');
}

/** Refuses what does not exist, is to go, or belongs to a team that the caller is not in. */
export async function destinationOf(request: FastifyRequest, executor: Executor, id: number): Promise<SyncDestination> {
  const absence = { code: 'sync_destination_not_found', details: `There is no sync destination ${id}.` } as const;
  const destination = await findSyncDestination(executor, asId<SyncDestinationId>(id));
  if (destination === null || destination.ending !== null) return refuse(absence.code, absence.details);
  requireTeam(request, destination.teamId, absence);
  return destination;
}

async function subscriptionOf(executor: Executor, { id }: SyncDestination, storyId: number, field: string | null) {
  const subscriptions = await listSubscriptions(executor, [id]);
  const found = subscriptions.find((subscription) => subscription.storyId === storyId);
  return found ?? refuse('subscription_not_found', `Story ${storyId} is not synced to sync destination ${id}.`, field);
}
