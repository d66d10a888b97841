/** Two installations, one of which publishes to the other over real HTTP. */
import {
  at,
  type DatabaseKind,
  idAt,
  listAt,
  startFabula,
  type TestFabula,
  until,
} from '../testing/fabula.test-kit.ts';

export interface TwoTenants {
  readonly source: TestFabula;
  readonly target: TestFabula;
  /** Where the source reaches the target. */
  readonly targetUrl: string;
  /** A team of each: whose stories are published, and which gets them. */
  readonly sourceTeam: number;
  readonly targetTeam: number;
  drop(): Promise<void>;
}

export async function startTwoTenants(
  kind: DatabaseKind,
  targetEnvironment: Readonly<Record<string, string>> = {},
  sourceEnvironment: Readonly<Record<string, string>> = {},
): Promise<TwoTenants> {
  const [source, target] = await Promise.all([
    startFabula(kind, { FABULA_URL: 'http://source.test', FABULA_EGRESS_ALLOW: '127.0.0.1', ...sourceEnvironment }),
    startFabula(kind, { FABULA_URL: 'http://target.test', PORT: '0', ...targetEnvironment }),
  ]);
  await target.fabula.listen(0);
  const address = target.fabula.app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const team = async (fabula: TestFabula, name: string) =>
    idAt((await fabula.ask('POST', '/api/v1/teams', { body: { name } })).body);
  return {
    source,
    target,
    targetUrl: `http://127.0.0.1:${port}`,
    sourceTeam: await team(source, 'Authors'),
    targetTeam: await team(target, 'Readers'),
    async drop() {
      await source.drop();
      await target.drop();
    },
  };
}

/** A story of two linked actions under change control. */
export async function publishedStory(fabula: TestFabula, teamId: number, name: string): Promise<number> {
  const story = idAt((await fabula.ask('POST', '/api/v1/stories', { body: { team_id: teamId, name } })).body);
  const webhook = idAt(
    (
      await fabula.ask('POST', '/api/v1/actions', {
        body: {
          story_id: story,
          type: 'Agents::WebhookAgent',
          name: 'Receive',
          options: { path: `hook-${story}`, secret: 'only between us' },
          position: { x: 0, y: 0 },
        },
      })
    ).body,
  );
  await fabula.ask('POST', '/api/v1/actions', {
    body: {
      story_id: story,
      type: 'Agents::EventTransformationAgent',
      name: 'Answer',
      options: { mode: 'message_only', payload: { text: 'first' } },
      position: { x: 0, y: 120 },
      source_ids: [webhook],
    },
  });
  await fabula.ask('PUT', `/api/v1/stories/${story}`, { body: { change_control_enabled: true } });
  return story;
}

/** Makes another version live: what its Answer says, or what the draft is changed to. */
export async function publish(fabula: TestFabula, story: number, text: string, name?: string): Promise<void> {
  const draft = idAt((await fabula.ask('POST', `/api/v1/stories/${story}/drafts`, { body: { name: text } })).body);
  const actions = await fabula.ask('GET', `/api/v1/actions?story_id=${story}&draft_id=${draft}`);
  const answer = listAt(actions.body, 'agents').find((action) => at(action, 'name') === 'Answer') ?? null;
  await fabula.ask('PUT', `/api/v1/actions/${idAt(answer)}`, {
    body: { options: { mode: 'message_only', payload: { text } } },
  });
  if (name !== undefined) await fabula.ask('PUT', `/api/v1/stories/${story}`, { body: { draft_id: draft, name } });
  const request = await fabula.ask('POST', `/api/v1/stories/${story}/change_request`, {
    body: { draft_id: draft, title: text },
  });
  const promoted = await fabula.ask('POST', `/api/v1/stories/${story}/change_request/promote`, {
    body: { change_request_id: at(request.body, 'change_request.id'), bypass_approval: true, delete_draft: true },
  });
  if (promoted.status !== 200) throw new Error(`not promoted: ${promoted.text}`);
}

export async function createDestination(fabula: TestFabula, body: Readonly<Record<string, unknown>>): Promise<number> {
  const created = await fabula.ask('POST', '/api/v1/admin/sync_destinations', { body });
  if (created.status !== 201) throw new Error(`no destination: ${created.text}`);
  return idAt(created.body, 'sync_destination.id');
}

/** Until every subscription has this status. */
export async function untilAll(fabula: TestFabula, destination: number, status: string): Promise<void> {
  await until(async () => {
    const progress = await fabula.ask('GET', `/api/v1/admin/sync_destinations/${destination}/progress`);
    return (
      at(progress.body, 'pending') === 0 &&
      listAt(progress.body, 'stories').every((story) => at(story, 'status') === status)
    );
  }, 20_000);
}

/** The stories of a team by name. */
export async function storiesOf(fabula: TestFabula, teamId: number) {
  const listed = await fabula.ask('GET', `/api/v1/stories?team_id=${teamId}&per_page=500`);
  return new Map(listAt(listed.body, 'stories').map((story) => [String(at(story, 'name')), story]));
}
