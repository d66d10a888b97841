/** Who may do what: every route, asked by every kind of caller. A route that is missing here fails the last test. */

import { asId, type Role, type TeamPermission, teamPermissions } from '@fabula/model';
import { createApiKey, createCustomRole, findApiKey, setMember, type Team, updateCustomRole } from '@fabula/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, ownerKey, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';
import { hashSecret } from './secrets.ts';

const callers = ['nobody', 'outsider', 'viewer', 'editor', 'admin', 'owner'] as const;
type Caller = (typeof callers)[number];

/** Answers by caller, in the order above. 2 stands for any success. */
const open = [2, 2, 2, 2, 2, 2];
const signedIn = [401, 2, 2, 2, 2, 2];
const ofTeam = [401, 404, 2, 2, 2, 2];
const builders = [401, 404, 403, 2, 2, 2];
const admins = [401, 404, 403, 403, 2, 2];
const owners = [401, 403, 403, 403, 403, 2];

interface Ids {
  readonly team: number;
  readonly story: number;
  /** A story under change control, and a draft of it. */
  readonly controlled: number;
  readonly draft: number;
  readonly tag: number;
  readonly trashed: number;
  readonly resource: number;
  readonly version: number;
  readonly user: number;
  readonly action: number;
  readonly group: number;
  readonly event: number;
  readonly note: number;
  readonly folder: number;
  readonly role: number;
  readonly destination: number;
  readonly confirmation: number;
  readonly run: string;
  readonly credential: number;
}

type Row = readonly [
  method: string,
  route: string,
  expected: readonly number[],
  /** Parameters that make the request a good one. */
  body?: (ids: Ids) => Record<string, unknown>,
];

const actionRows = (base: string): Row[] => [
  ['GET', base, signedIn],
  [
    'POST',
    base,
    builders,
    ({ story }) => ({
      story_id: story,
      type: 'Agents::TriggerAgent',
      name: 'New',
      options: {},
      position: { x: 0, y: 0 },
    }),
  ],
  ['GET', `${base}/:action_id`, ofTeam],
  ['PUT', `${base}/:action_id`, builders],
  ['PATCH', `${base}/:action_id`, builders],
  ['GET', `${base}/:action_id/events`, ofTeam],
  ['GET', `${base}/:action_id/logs`, ofTeam],
  ['DELETE', `${base}/:action_id/remove_events`, builders],
  ['DELETE', `${base}/:action_id/remove_logs`, builders],
  ['GET', `${base}/:action_id/memory`, ofTeam],
  ['DELETE', `${base}/:action_id/clear_memory`, builders],
  ['POST', `${base}/:action_id/release_memory`, builders],
  ['POST', `${base}/:action_id/run`, builders],
  ['POST', `${base}/:action_id/test`, builders],
  ['DELETE', `${base}/:action_id`, builders],
];

let draftNumber = 1;
const sent = (team: number) => ({
  format: 1,
  team_id: team,
  source: { tenant: 'another', story_guid: 'a story', url: 'https://example.com' },
  revision: 1,
  digest: 'x',
});
const noRequest = () => ({ change_request_id: 999_999 });

const file = { name: 'Imported', agents: [], links: [] };

const rows: readonly Row[] = [
  ['GET', '/', open],
  ['GET', '/*', open],
  ['GET', '/healthz', open],
  ['GET', '/readyz', open],
  // Of the installation as a whole.
  ['GET', '/metrics', [401, 401, 401, 401, 401, 2]],
  ['GET', '/api/openapi.json', open],
  ['POST', '/api/session', [401, 401, 401, 401, 401, 401], () => ({ email: 'nobody@example.com', password: 'x' })],
  ['GET', '/api/session', signedIn],
  ['DELETE', '/api/session', signedIn],
  ['PATCH', '/api/profile', signedIn],
  ['POST', '/api/formulas/evaluate', signedIn, () => ({ formula: '1 + 1' })],
  ['GET', '/api/v1/info', signedIn],
  ['GET', '/api/v1/info/worker_stats', owners],
  ['GET', '/api/v1/info/web_stats', owners],
  ['GET', '/api/v1/stories/:story_id/pending_actions', ofTeam],
  ...['queued', 'retry', 'dead', 'in_progress'].map((state): Row => ['GET', `/api/v1/admin/${state}_jobs`, owners]),
  ...['queued', 'retry', 'dead'].flatMap((state): Row[] => [
    ['DELETE', `/api/v1/admin/delete_all_${state}_jobs`, owners],
    ['DELETE', `/api/v1/admin/actions/:action_id/delete_all_${state}_jobs`, owners],
  ]),
  // There is no job: whoever gets so far is told so.
  ...['queued', 'retry', 'dead'].map(
    (state): Row => ['DELETE', `/api/v1/admin/${state}_jobs/:job_id`, [401, 403, 403, 403, 403, 404]],
  ),
  ['POST', '/api/v1/admin/dead_jobs/:job_id/retry', [401, 403, 403, 403, 403, 404]],
  ['GET', '/api/v1/reporting/time_saved', signedIn],
  ['GET', '/api/v1/reporting/action_performance', signedIn],
  ['GET', '/api/v1/ai_usage', signedIn],
  ['GET', '/api/v1/audit_logs', owners],
  ['GET', '/api/v1/action_types', signedIn],
  ['GET', '/api/v1/teams', signedIn],
  ['GET', '/api/v1/teams/:team_id', ofTeam],
  ['POST', '/api/v1/teams', owners, () => ({ name: 'New' })],
  ['PUT', '/api/v1/teams/:team_id', owners, () => ({ name: 'Blue' })],
  ['PATCH', '/api/v1/teams/:team_id', owners, () => ({ name: 'Blue' })],
  // Of no team that is there: the team of the table is needed to the end.
  ['DELETE', '/api/v1/teams/999999', [401, 403, 403, 403, 403, 404]],
  ['POST', '/api/v1/teams/:team_id/destroy_static_external_id', owners],
  ['GET', '/api/v1/teams/:team_id/members', ofTeam],
  ['POST', '/api/v1/teams/:team_id/invite_member', admins, () => ({ email: 'invited@example.com' })],
  ['POST', '/api/v1/teams/:team_id/remove_member', [401, 404, 403, 403, 404, 404], () => ({ user_id: 999_999 })],
  ['POST', '/api/v1/teams/:team_id/resend_invitation', [401, 404, 403, 403, 404, 404], () => ({ user_id: 999_999 })],
  ['GET', '/api/v1/admin/users', owners],
  ['POST', '/api/v1/admin/users', owners, () => ({ email: `new${draftNumber++}@example.com` })],
  ['GET', '/api/v1/admin/users/:user_id', owners],
  ['PUT', '/api/v1/admin/users/:user_id', owners, () => ({ first_name: 'First' })],
  ['PATCH', '/api/v1/admin/users/:user_id', owners, () => ({ first_name: 'First' })],
  ['DELETE', '/api/v1/admin/users/:user_id', [401, 403, 403, 403, 403, 422]],
  ['POST', '/api/v1/admin/users/:user_id/resend_invitation', [401, 403, 403, 403, 403, 422]],
  ['POST', '/api/v1/admin/users/:user_id/expire_session', owners],
  ['GET', '/api/v1/admin/users/:user_id/signin_activities', owners],
  ['GET', '/api/v1/tool_confirmations', signedIn],
  ['GET', '/api/v1/tool_confirmations/:tool_confirmation_id', ofTeam],
  // The first answer counts.
  ['POST', '/api/v1/tool_confirmations/:tool_confirmation_id/approve', [401, 404, 403, 2, 409, 409]],
  ['POST', '/api/v1/tool_confirmations/:tool_confirmation_id/deny', [401, 404, 403, 409, 409, 409]],
  ['GET', '/api/v1/admin/sync_destinations', signedIn],
  // To no team that is there: each team has one destination of each place.
  [
    'POST',
    '/api/v1/admin/sync_destinations',
    [401, 404, 403, 403, 404, 404],
    ({ team }) => ({
      destination_tenant_url: 'http://fabula.test',
      destination_team_id: 999_999,
      team_id: team,
      story_ids: [],
    }),
  ],
  ['GET', '/api/v1/admin/sync_destinations/:sync_destination_id', admins],
  ['GET', '/api/v1/admin/sync_destinations/:sync_destination_id/progress', admins],
  [
    'GET',
    '/api/v1/admin/sync_destinations/:sync_destination_id/preview',
    admins,
    ({ controlled }) => ({ story_id: controlled }),
  ],
  ['PUT', '/api/v1/admin/sync_destinations/:sync_destination_id', admins, () => ({ manual_sync_only: true })],
  ['PATCH', '/api/v1/admin/sync_destinations/:sync_destination_id', admins, () => ({ manual_sync_only: true })],
  ['POST', '/api/v1/admin/sync_destinations/:sync_destination_id/manual_sync', admins],
  ['POST', '/api/v1/admin/sync_destinations/:sync_destination_id/story/:story_id/sync', admins],
  ['DELETE', '/api/v1/admin/sync_destinations/:sync_destination_id', admins],
  ['POST', '/api/v1/sync/check', builders, ({ team }) => ({ team_id: team })],
  // What is sent is no story.
  ['POST', '/api/v1/sync/stories', [401, 404, 403, 422, 422, 422], ({ team }) => ({ ...sent(team), story: {} })],
  ['POST', '/api/v1/sync/stories/release', builders, ({ team }) => ({ ...sent(team), how: 'detach' })],
  // It is no copy.
  ['POST', '/api/v1/stories/:story_id/detach', [401, 404, 403, 403, 422, 422]],
  ['GET', '/api/v1/admin/roles', signedIn],
  ['POST', '/api/v1/admin/roles', owners, () => ({ name: `Role ${draftNumber++}`, permissions: ['story:read'] })],
  ['GET', '/api/v1/admin/roles/:role_id', signedIn],
  ['PUT', '/api/v1/admin/roles/:role_id', owners, () => ({ description: 'Changed' })],
  ['PATCH', '/api/v1/admin/roles/:role_id', owners, () => ({ description: 'Changed' })],
  ['DELETE', '/api/v1/admin/roles/:role_id', owners],
  ['GET', '/api/v1/api_keys', signedIn],
  ['POST', '/api/v1/api_keys', signedIn, () => ({ name: 'Key' })],
  [
    'POST',
    '/api/v1/api_keys',
    [401, 404, 403, 403, 2, 2],
    ({ team }) => ({ name: 'Key', kind: 'team', team_id: team }),
  ],
  ['POST', '/api/v1/api_keys', owners, () => ({ name: 'Key', kind: 'service' })],
  ['DELETE', '/api/v1/api_keys/:api_key_id', [401, 404, 404, 404, 404, 404]],
  // Whoever has the link.
  ['POST', '/api/invitation', [404, 404, 404, 404, 404, 404], () => ({ token: 'x', password: 'long enough for it' })],
  ['GET', '/api/v1/folders', signedIn],
  ['GET', '/api/v1/folders/:folder_id', ofTeam],
  ['GET', '/api/v1/notes', signedIn],
  ['GET', '/api/v1/notes/:note_id', ofTeam],
  ['POST', '/api/v1/notes', builders, ({ story }) => ({ story_id: story, content: 'New' })],
  ['PUT', '/api/v1/notes/:note_id', builders],
  ['PATCH', '/api/v1/notes/:note_id', builders],
  ['DELETE', '/api/v1/notes/:note_id', builders],
  [
    'POST',
    '/api/v1/stories/:story_id/board',
    builders,
    () => ({ add: { notes: [{ guid: 'n', content: 'New', position: { x: 0, y: 0 } }] } }),
  ],
  ['GET', '/api/v1/events', signedIn],
  ['GET', '/api/v1/events/:event_id', ofTeam],
  ['POST', '/api/v1/events/:event_id/reemit', builders],
  ['POST', '/api/v1/events/reemit', builders, ({ event }) => ({ event_ids: [event] })],
  ['GET', '/api/v1/stories', signedIn],
  ['POST', '/api/v1/stories', builders, ({ team }) => ({ team_id: team })],
  ['POST', '/api/v1/stories/import', builders, ({ team }) => ({ team_id: team, data: file })],
  ['GET', '/api/v1/stories/:story_id', ofTeam],
  ['PUT', '/api/v1/stories/:story_id', builders],
  ['PATCH', '/api/v1/stories/:story_id', builders],
  ['POST', '/api/v1/stories/:story_id/disable', builders],
  ['GET', '/api/v1/stories/:story_id/export', ofTeam],
  ['GET', '/api/v1/stories/:story_id/event_limit', ofTeam],
  ['GET', '/api/v1/stories/:story_id/usage', ofTeam],
  ['PUT', '/api/v1/stories/:story_id/event_limit', admins, () => ({ daily_event_limit: null })],
  ['POST', '/api/v1/stories/:story_id/recipients', builders, () => ({ address: 'ops@example.com' })],
  ['DELETE', '/api/v1/stories/:story_id/recipients', builders, () => ({ address: 'ops@example.com' })],
  ['POST', '/api/v1/stories/:story_id/owners', builders, ({ user }) => ({ user_id: user })],
  ['DELETE', '/api/v1/stories/:story_id/owners', builders, ({ user }) => ({ user_id: user })],
  ['GET', '/api/v1/favorite_stories', signedIn],
  ['PUT', '/api/v1/stories/:story_id/favorite', ofTeam],
  ['DELETE', '/api/v1/stories/:story_id/favorite', ofTeam],
  ['GET', '/api/v1/stories/:story_id/drafts', ofTeam],
  ['POST', '/api/v1/stories/:story_id/drafts', builders, () => ({ name: `Draft ${draftNumber++}` })],
  ['POST', '/api/v1/stories/:story_id/drafts/:draft_id', builders, () => ({ name: 'Renamed' })],
  ['PUT', '/api/v1/stories/:story_id/drafts/:draft_id', builders, () => ({ name: 'Renamed' })],
  ['PATCH', '/api/v1/stories/:story_id/drafts/:draft_id', builders, () => ({ name: 'Renamed' })],
  ['DELETE', '/api/v1/stories/:story_id/drafts/:draft_id', builders],
  ['POST', '/api/v1/stories/:story_id/drafts/:draft_id/update_from_live', builders],
  ['POST', '/api/v1/stories/:story_id/drafts/:draft_id/backtest', ofTeam],
  ['GET', '/api/v1/stories/:story_id/versions', ofTeam],
  ['POST', '/api/v1/stories/:story_id/versions', builders],
  ['GET', '/api/v1/stories/:story_id/versions/:version_id', ofTeam],
  ['GET', '/api/v1/stories/:story_id/versions/:version_id/changes', ofTeam],
  ['POST', '/api/v1/stories/:story_id/versions/:version_id', builders, () => ({ name: 'Named' })],
  ['PUT', '/api/v1/stories/:story_id/versions/:version_id', builders, () => ({ name: 'Named' })],
  ['PATCH', '/api/v1/stories/:story_id/versions/:version_id', builders, () => ({ name: 'Named' })],
  ['POST', '/api/v1/stories/:story_id/versions/:version_id/restore', builders],
  ['DELETE', '/api/v1/stories/:story_id/versions/:version_id', builders],
  ['GET', '/api/v1/stories/:story_id/change_request/view', ofTeam, ({ draft }) => ({ draft_id: draft })],
  [
    'GET',
    '/api/v1/stories/:story_id/change_request/ai_description',
    // There is no language model here.
    [401, 404, 422, 422, 422, 422],
    ({ draft }) => ({ draft_id: draft }),
  ],
  // Asked for once; what comes after it is refused for another reason, so the roles show in the first refusals.
  [
    'POST',
    '/api/v1/stories/:story_id/change_request',
    [401, 404, 403, 2, 422, 422],
    ({ draft }) => ({ draft_id: draft }),
  ],
  ['POST', '/api/v1/stories/:story_id/change_request/approve', [401, 404, 403, 404, 404, 404], noRequest],
  ['POST', '/api/v1/stories/:story_id/change_request/reject', [401, 404, 403, 404, 404, 404], noRequest],
  ['POST', '/api/v1/stories/:story_id/change_request/cancel', [401, 404, 403, 404, 404, 404], noRequest],
  ['POST', '/api/v1/stories/:story_id/change_request/promote', [401, 404, 403, 404, 404, 404], noRequest],
  ['GET', '/api/v1/admin/change_control', signedIn],
  ['PUT', '/api/v1/admin/change_control', owners],
  ['PATCH', '/api/v1/admin/change_control', owners],
  ['GET', '/api/v1/event_limit', signedIn],
  ['PUT', '/api/v1/event_limit', owners, () => ({ daily_event_limit: null })],
  ['GET', '/api/v1/groups/:group_id/runs', ofTeam],
  ['GET', '/api/v1/groups/:group_id/runs/:group_run_guid', [401, 404, 404, 404, 404, 404]],
  ['GET', '/api/v1/stories/:story_id/runs', ofTeam],
  ['GET', '/api/v1/stories/:story_id/runs/:story_run_guid', ofTeam],
  ['GET', '/api/v1/stories/:story_id/runs/:story_run_guid/effects', ofTeam],
  ['GET', '/api/v1/stories/:story_id/runs/:story_run_guid/summary', ofTeam],
  ['GET', '/api/live/stories/:story_id', [401, 404]],
  ['POST', '/api/live/stories/:story_id/cursor', ofTeam, () => ({ visit: 'a-visit-of-mine', at: null })],
  ['GET', '/api/live/sync_destinations/:sync_destination_id', [401, 404]],
  ['DELETE', '/api/v1/links', builders, ({ action }) => ({ links: [{ source_id: action, receiver_id: action }] })],
  ['GET', '/api/sign-in-ways', open],
  // There is no provider here, so the browser is sent to the sign-in page.
  ['GET', '/api/oidc/sign-in', [302, 302, 302, 302, 302, 302]],
  ['GET', '/api/oidc/callback', [302, 302, 302, 302, 302, 302]],
  ['GET', '/oauth/callback', [400, 400, 400, 400, 400, 400]],
  ['GET', '/api/v1/user_credentials', signedIn],
  [
    'POST',
    '/api/v1/user_credentials',
    builders,
    ({ team }) => ({ team_id: team, name: 'New', mode: 'TEXT', value: 'v' }),
  ],
  ['GET', '/api/v1/user_credentials/:credential_id', ofTeam],
  ['PUT', '/api/v1/user_credentials/:credential_id', builders, () => ({ mode: 'TEXT' })],
  ['PATCH', '/api/v1/user_credentials/:credential_id', builders, () => ({ mode: 'TEXT' })],
  // Sharing is an admin's.
  ['PATCH', '/api/v1/user_credentials/:credential_id', admins, () => ({ mode: 'TEXT', read_access: 'GLOBAL' })],
  ['POST', '/api/v1/user_credentials/:credential_id/test', builders],
  ['DELETE', '/api/v1/user_credentials/:credential_id', admins],
  ['POST', '/api/v1/folders', builders, ({ team }) => ({ name: 'New', content_type: 'STORY', team_id: team })],
  ['PUT', '/api/v1/folders/:folder_id', builders, () => ({ name: 'Renamed' })],
  ['PATCH', '/api/v1/folders/:folder_id', builders, () => ({ name: 'Renamed' })],
  ['DELETE', '/api/v1/folders/:folder_id', builders],
  ['GET', '/api/v1/tags', signedIn],
  ['POST', '/api/v1/tags', builders, ({ team }) => ({ name: `Tag ${draftNumber++}`, team_id: team })],
  ['GET', '/api/v1/tags/:tag_id', ofTeam],
  ['PUT', '/api/v1/tags/:tag_id', builders, () => ({ color: 'red' })],
  ['PATCH', '/api/v1/tags/:tag_id', builders, () => ({ color: 'red' })],
  ['DELETE', '/api/v1/tags/:tag_id', builders],
  ['GET', '/api/v1/global_resources', signedIn],
  ['POST', '/api/v1/global_resources', builders, ({ team }) => ({ team_id: team, name: 'New', value: 'v' })],
  ['GET', '/api/v1/global_resources/:resource_id', ofTeam],
  ['PUT', '/api/v1/global_resources/:resource_id', builders],
  ['PATCH', '/api/v1/global_resources/:resource_id', builders],
  // Sharing is an admin's.
  ['PATCH', '/api/v1/global_resources/:resource_id', admins, () => ({ read_access: 'GLOBAL' })],
  ['POST', '/api/v1/global_resources/:resource_id/append', builders, () => ({ value: 'x' })],
  ['POST', '/api/v1/global_resources/:resource_id/replace', [401, 404, 403, 422, 422, 422], () => ({ value: 'x' })],
  ['POST', '/api/v1/global_resources/:resource_id/remove', [401, 404, 403, 422, 422, 422]],
  ['DELETE', '/api/v1/global_resources/:resource_id', admins],
  ...actionRows('/api/v1/actions'),
  ...actionRows('/api/v1/agents'),
  ['DELETE', '/api/v1/stories/batch', admins, ({ story }) => ({ ids: [story] })],
  ['DELETE', '/api/v1/stories/:story_id', admins],
  ['GET', '/api/v1/stories/trash', signedIn],
  // Whoever may delete in no team empties nothing.
  ['DELETE', '/api/v1/stories/trash', [401, 2, 2, 2, 2, 2]],
  ['DELETE', '/api/v1/stories/trash/:trashed_story_id', admins],
  ['POST', '/api/v1/stories/trash/:trashed_story_id/restore', [401, 404, 403, 403, 2, 404]],
];

describe('the table of roles and routes', () => {
  let world: TestFabula;
  let keys: Readonly<Record<Caller, string | null>>;
  let ids: Ids;
  const routes: string[] = [];

  beforeAll(async () => {
    world = await startFabula('embedded');
    const team = await world.addTeam('Blue');
    keys = {
      nobody: null,
      outsider: await world.addUser('TEAM_ADMIN', await world.addTeam('Red')),
      viewer: await world.addUser('VIEWER', team),
      editor: await world.addUser('EDITOR', team),
      admin: await world.addUser('TEAM_ADMIN', team),
      owner: ownerKey,
    };
    ids = await furnish(team.id);
    routes.push(...world.fabula.routes);
  });
  afterAll(() => world.drop());

  /** One of each thing, in the team. */
  async function furnish(team: number): Promise<Ids> {
    const { ask } = world;
    const { body } = await ask('POST', '/api/v1/stories/import', {
      body: {
        team_id: team,
        data: {
          name: 'Furnished',
          agents: [
            { type: 'Agents::WebhookAgent', name: 'Hook', options: { path: 'furnished', verbs: 'post' } },
            { type: 'Agents::GroupAgent', name: 'Group', options: {} },
          ],
          links: [],
          diagram_notes: [{ content: 'Note', position: [0, 0] }],
        },
      },
    });
    const story = idAt(body);
    const accepted = await ask('POST', '/webhook/furnished', { key: null, body: {} });
    const controlled = idAt((await ask('POST', '/api/v1/stories', { body: { team_id: team } })).body);
    await ask('PUT', `/api/v1/stories/${controlled}`, { body: { change_control_enabled: true } });
    const draft = await ask('POST', `/api/v1/stories/${controlled}/drafts`, { body: { name: 'Furnished' } });
    return {
      team,
      story,
      controlled,
      // Whoever makes a story owns it, and this one owns the tenant.
      user: Number(at(body, 'user_id')),
      draft: idAt(draft.body),
      trashed: await putIntoTrash(team),
      tag: await furnishTag(team),
      resource: await furnishResource(team),
      version: await furnishVersion(story),
      credential: await furnishCredential(team),
      action: idAt((await ask('GET', `/api/v1/actions?story_id=${story}`)).body, 'agents.0.id'),
      group: idAt((await ask('GET', `/api/v1/actions?story_id=${story}`)).body, 'agents.1.id'),
      event: Number(accepted.headers['x-fabula-event-id']),
      note: idAt((await ask('GET', `/api/v1/notes?story_id=${story}`)).body, 'annotations.0.id'),
      folder: await furnishFolder(team),
      role: await furnishRole(),
      destination: await furnishDestination(team, controlled),
      confirmation: await furnishConfirmation(story),
      run: String(accepted.headers['x-fabula-run-guid']),
    };
  }

  const post = async (url: string, body?: Record<string, unknown>) =>
    (await world.ask('POST', url, body === undefined ? {} : { body })).body;
  const furnishTag = async (team: number) =>
    idAt(await post('/api/v1/tags', { team_id: team, name: `Furnished ${draftNumber++}` }));
  const furnishResource = async (team: number) =>
    idAt(await post('/api/v1/global_resources', { team_id: team, name: 'R', value: 'text' }));
  const furnishVersion = async (story: number) =>
    idAt(await post(`/api/v1/stories/${story}/versions`), 'story_version.id');
  const furnishCredential = async (team: number) =>
    idAt(await post('/api/v1/user_credentials', { team_id: team, name: 'Furnished', mode: 'TEXT', value: 'secret' }));

  async function furnishFolder(team: number): Promise<number> {
    const row = await world.fabula.database.kysely
      .insertInto('folder')
      .values({ team_id: team, name: 'Folder', content_type: 'STORY', parent_id: null })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  }

  /** To another team, in which the admin of this one may build. */
  async function furnishDestination(team: number, story: number): Promise<number> {
    const target = await world.addTeam('Copies');
    await join(keys.admin, target, 'EDITOR');
    const created = await world.ask('POST', '/api/v1/admin/sync_destinations', {
      body: {
        destination_tenant_url: 'http://fabula.test',
        destination_team_id: target.id,
        team_id: team,
        story_ids: [story],
        manual_sync_only: true,
      },
    });
    return idAt(created.body, 'sync_destination.id');
  }

  /** Of a delivery without a run, which nobody takes up. */
  async function furnishConfirmation(story: number): Promise<number> {
    const { kysely } = world.fabula.database;
    const id = 9_000_000_000_000 + draftNumber++;
    const expiresAt = new Date(Date.now() + 3_600_000);
    const place = { run_id: id, story_id: story, action_id: id };
    await kysely
      .insertInto('delivery')
      .values({ ...place, id, waits_for: id, due_at: expiresAt, attempt: 0, is_priority: false, state: 'null' })
      .execute();
    const asked = { ...place, delivery_id: id, called_story_id: story, tool: 'A tool', input: '{}' };
    const row = await kysely
      .insertInto('tool_confirmation')
      .values({ ...asked, asked_at: new Date(), expires_at: expiresAt })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  }

  /** The only one: there may not be many. */
  async function furnishRole(): Promise<number> {
    const { kysely } = world.fabula.database;
    await kysely.deleteFrom('custom_role').execute();
    return createCustomRole(kysely, { name: 'Furnished', description: '', permissions: ['story:read'] });
  }

  async function putIntoTrash(team: number): Promise<number> {
    const story = idAt((await world.ask('POST', '/api/v1/stories', { body: { team_id: team } })).body);
    await world.ask('DELETE', `/api/v1/stories/${story}`);
    return idAt((await world.ask('GET', `/api/v1/stories/trash?team_id=${team}`)).body, 'trashed_stories.0.id');
  }

  function addressOf(route: string): string {
    return route
      .replace(':team_id', String(ids.team))
      .replace(':user_id', String(ids.user))
      .replace(':api_key_id', '999999')
      .replace(':folder_id', String(ids.folder))
      .replace(':role_id', String(ids.role))
      .replace(':note_id', String(ids.note))
      .replace(':event_id', String(ids.event))
      .replace(':story_run_guid', ids.run)
      .replace(':credential_id', String(ids.credential))
      .replace(':draft_id', String(ids.draft))
      .replace(':tag_id', String(ids.tag))
      .replace(':group_id', String(ids.group))
      .replace(':group_run_guid', 'none')
      .replace(':trashed_story_id', String(ids.trashed))
      .replace(':resource_id', String(ids.resource))
      .replace(':version_id', String(ids.version))
      .replace(':sync_destination_id', String(ids.destination))
      .replace(':tool_confirmation_id', String(ids.confirmation))
      .replace(
        ':story_id',
        String(/\/(drafts|change_request|sync_destinations)\b/.test(route) ? ids.controlled : ids.story),
      )
      .replace(':action_id', String(ids.action))
      .replace('*', 'stories/1');
  }

  const cases = rows.map(([method, route, expected, body]) => ({ method, route, expected, body }));
  test.each(cases)('$method $route', async ({ method, route, expected, body }) => {
    for (const [index, status] of expected.entries()) {
      const caller = callers[index] ?? 'nobody';
      const answer = await world.ask(method, addressOf(route), {
        key: keys[caller],
        ...(body === undefined ? {} : { body: body(ids) }),
      });
      const got = answer.status < 300 ? 2 : answer.status;
      expect({ caller, status: got, text: got === status ? '' : answer.text }).toEqual({ caller, status, text: '' });
      if (status >= 400 && route.startsWith('/api/')) expect(answer.code).toMatch(/^[a-z_]+$/);
      // What a caller has deleted is there again for the next one.
      if (method === 'DELETE' && status === 2) ids = { ...ids, ...(await furnishWhatIsGone(route)) };
    }
  });

  test('a role of its own may do what its permissions say, from the next request on', async () => {
    const { kysely } = world.fabula.database;
    ids = await furnishAgain();
    const role = await createCustomRole(kysely, { name: 'Changing', description: '', permissions: [] });
    const key = await world.addUser('VIEWER', { id: asId(ids.team), name: 'Blue' });
    const found = await findApiKey(kysely, hashSecret(key));
    await setMember(kysely, asId(ids.team), found?.userId ?? expect.fail('nobody has this key'), role);
    const asked = new Set<string>();
    for (const [method, route, expected, body] of rows) {
      if (expected[5] !== 2) continue;
      const ask = async (permissions: readonly TeamPermission[]) => {
        await updateCustomRole(kysely, role, { permissions: ['team:read', ...permissions] });
        const given = body === undefined ? {} : { body: body(ids) };
        const { status, details } = await world.ask(method, addressOf(route), { key, ...given });
        return `${status}: ${details}`;
      };
      // What it needs and does not have it is told; with that it is let in, or told what more this request needs.
      const needed = /^403: .*needs the permission ([\w:]+), which the role Changing does not have/.exec(
        await ask([]),
      )?.[1];
      const permission = teamPermissions.find((each) => each === needed);
      if (permission === undefined) continue;
      asked.add(permission);
      const others = teamPermissions.filter((each) => each !== permission);
      expect([method, route, await ask(others)]).toEqual([
        ...[method, route, expect.stringMatching(`^403: .*needs the permission ${permission},`)],
      ]);
      if (method !== 'DELETE') {
        expect([method, route, await ask([permission])]).not.toEqual([
          ...[method, route, expect.stringContaining(`needs the permission ${permission},`)],
        ]);
      }
    }
    expect(asked.size).toBeGreaterThan(15);
  });

  test('a story is moved to another team by an admin of its team alone, and only to where they may build', async () => {
    const other = await world.addTeam('Green');
    const move = (key: string | null) =>
      world.ask('PUT', `/api/v1/stories/${ids.story}`, { key, body: { team_id: other.id } });
    expect((await move(keys.editor)).status).toBe(404);
    expect((await move(keys.admin)).status).toBe(404);
    for (const key of [keys.editor, keys.admin]) await join(key, other, 'EDITOR');
    expect((await move(keys.editor)).status).toBe(403);
    expect((await move(keys.admin)).status).toBe(200);
  });

  async function join(key: string | null, team: Team, role: Role): Promise<void> {
    const { kysely } = world.fabula.database;
    const found = await findApiKey(kysely, hashSecret(key ?? ''));
    if (found === null) throw new Error('nobody has this key');
    await setMember(kysely, team.id, found.userId, role);
  }

  test('a key of a team reaches that team alone, whatever its user may do', async () => {
    const { kysely } = world.fabula.database;
    const user = await findApiKey(kysely, hashSecret(ownerKey));
    if (user === null) throw new Error('the owner has a key');
    const [inside, outside] = [await world.addTeam('Inside'), await world.addTeam('Outside')];
    for (const team of [inside, outside]) await setMember(kysely, team.id, user.userId, 'VIEWER');
    const keyHash = hashSecret('team-key');
    await createApiKey(kysely, { userId: user.userId, kind: 'team', teamId: inside.id, name: 'Team', keyHash });
    const ask = async (url: string) => (await world.ask('GET', url, { key: 'team-key' })).status;
    expect(await ask(`/api/v1/teams/${inside.id}`)).toBe(200);
    expect(await ask(`/api/v1/teams/${outside.id}`)).toBe(404);
    expect(await ask(`/api/v1/teams/${ids.team}`)).toBe(404);
  });

  test('no route is missing from the table', () => {
    // they let in by rules of their own, which are tested where they are
    const hasOwnRules = (route: string) => / \/(webhook|pages|mcp|prompt)(\/|$)/.test(route);
    const known = new Set(rows.map(([method, route]) => `${method} ${route.replace('/999999', '/:team_id')}`));
    expect(routes.filter((route) => !hasOwnRules(route) && !route.startsWith('HEAD ') && !known.has(route))).toEqual(
      [],
    );
    expect([...known].filter((route) => !routes.includes(route))).toEqual([]);
  });

  /** The one thing that the route deletes, or everything where much hangs on it. */
  async function furnishWhatIsGone(route: string): Promise<Partial<Ids>> {
    const { team, story } = ids;
    switch (route.slice(route.lastIndexOf('/') + 1)) {
      // nothing else needs what these take away
      case 'session':
      case 'favorite':
      case 'recipients':
      case 'links':
      case 'remove_logs':
      case 'clear_memory':
        return {};
      case ':tag_id':
        return { tag: await furnishTag(team) };
      case ':resource_id':
        return { resource: await furnishResource(team) };
      case ':version_id':
        return { version: await furnishVersion(story) };
      case ':credential_id':
        return { credential: await furnishCredential(team) };
      case ':folder_id':
        return { folder: await furnishFolder(team) };
      case ':role_id':
        return { role: await furnishRole() };
      case ':trashed_story_id':
        return { trashed: await putIntoTrash(team) };
      default:
        return furnishAgain();
    }
  }

  async function furnishAgain(): Promise<Ids> {
    await world.ask('DELETE', `/api/v1/stories/${ids.story}`);
    return furnish(ids.team);
  }
});
