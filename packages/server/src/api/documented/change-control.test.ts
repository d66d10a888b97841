/** The documented requests about drafts, versions and change requests (reference: api/story-change-control.md). */
import { parseJson } from '@fabula/formula';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula } from '../../testing/fabula.test-kit.ts';
import { askedFor, type Fields, replay, type Sample } from './replay.test-kit.ts';
import {
  anyObject,
  exactly,
  integer,
  jsonText,
  listOf,
  object,
  oneOf,
  orNull,
  page,
  type Shape,
  text,
  time,
} from './shape.test-kit.ts';
import { story } from './story-shapes.test-kit.ts';

const version = {
  id: integer,
  name: text,
  description: text,
  timestamp: time,
  // Whether they are there is unconfirmed.
  draft_id: orNull(integer),
  draft_name: orNull(text),
};
const ours = { more: ['automatic', 'created_by'] };
const oneVersion = object({ story_version: object(version, ours) });
const fullVersion = object({ story_version: object({ ...version, export_file: anyObject }, ours) });

const difference = object({
  operation: oneOf('add', 'update', 'remove'),
  target: oneOf('story', 'action', 'link', 'note'),
  versions: listOf(anyObject),
  data: object(
    { name: text, type: orNull(text), modified_at: orNull(time), participants: listOf(integer) },
    { more: ['guid', 'fields', 'positional'] },
  ),
});
/** An export, as the text of its JSON. */
const exportText = jsonText(anyObject, (json) => {
  const parsed = parseJson(json);
  return parsed.ok ? parsed.value : json;
});
function envelope(changeRequest: Shape): Shape {
  return object(
    { id: integer, draft_id: integer, draft_name: text, change_request: changeRequest },
    { more: ['story_diff', 'rejected', 'behind_live'] },
  );
}
const asked = envelope(
  object(
    {
      id: integer,
      name: text,
      description: text,
      status: oneOf('PENDING', 'APPROVED'),
      live_story_export: exportText,
      draft_export: exportText,
      story_diff: listOf(difference),
      participants: listOf(integer),
    },
    { more: ['requested_by', 'reviewed_by', 'reason'] },
  ),
);

describe.each(oneDatabase)('change control as documented (%s)', (kind) => {
  let world: TestFabula;
  let stranger: string;
  let team: number;
  /** A story under change control for requests that need one of their own no more than others do. */
  let shared: number;
  let count = 0;

  beforeAll(async () => {
    world = await startFabula(kind);
    team = (await world.addTeam('Home')).id;
    stranger = await world.addUser('TEAM_ADMIN', await world.addTeam('Elsewhere'));
    // One person asks and approves here.
    await send('PUT', '/admin/change_control', { require_separate_approver: false });
    shared = await aStory();
  });
  afterAll(() => world.drop());

  async function send(method: string, url: string, body: Fields = {}) {
    const answer = await world.ask(method, `/api/v1${url}`, { body });
    if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.text}`);
    return answer.body;
  }
  const aStory = async () => {
    const id = idAt(await send('POST', '/stories', { team_id: team, name: 'Simple story' }));
    await send('PUT', `/stories/${id}`, { change_control_enabled: true });
    return id;
  };
  const aDraft = async (story_id: number, name = `Draft ${++count}`) =>
    idAt(await send('POST', `/stories/${story_id}/drafts`, { name }));
  /** A story with a draft that has one action more. */
  const changed = async (name?: string) => {
    const story_id = await aStory();
    const draft_id = await aDraft(story_id, name);
    await send('POST', '/actions', {
      story_id,
      draft_id,
      type: 'Agents::WebhookAgent',
      name: 'New action',
      options: {},
      position: { x: 0, y: 0 },
    });
    return { story_id, draft_id };
  };
  const requested = async (more: Fields = {}) => {
    const { story_id, draft_id } = await changed();
    const answer = await send('POST', `/stories/${story_id}/change_request`, { draft_id, title: 'Title', ...more });
    return { story_id, draft_id, change_request_id: idAt(answer, 'change_request.id') };
  };
  const aVersion = async (story_id: number, more: Fields = {}) =>
    idAt(await send('POST', `/stories/${story_id}/versions`, more), 'story_version.id');

  const drafts: readonly Sample[] = [
    {
      ask: 'POST /stories/{story_id}/drafts',
      status: 200,
      answer: story,
      given: () => {
        const name = `Initial Draft ${++count}`;
        return { path: { story_id: shared }, send: { name }, gives: { name, draft_name: name, mode: 'TEST' } };
      },
    },
    {
      ask: 'GET /stories/{story_id}/drafts',
      status: 200,
      answer: page('drafts', story),
      list: 'drafts',
      given: async () => {
        const story_id = await aStory();
        const ids = [await aDraft(story_id, 'One'), await aDraft(story_id, 'Two')];
        return {
          path: { story_id },
          gives: {
            drafts: ids.map((id, index) => ({ id, draft_id: id, name: ['One', 'Two'][index], mode: 'TEST' })),
          },
        };
      },
    },
    {
      ask: 'DELETE /stories/{story_id}/drafts/{draft_id}',
      status: 204,
      answer: null,
      given: async () => ({ path: { story_id: shared, draft_id: await aDraft(shared) } }),
    },
    {
      ask: 'GET /stories/{story_id}',
      about: 'of a draft',
      status: 200,
      answer: story,
      given: async () => {
        const story_id = await aStory();
        const draft_id = await aDraft(story_id, 'Read');
        return {
          path: { story_id },
          send: { draft_id, story_mode: 'TEST' },
          gives: { id: story_id, draft_id, draft_name: 'Read', mode: 'TEST' },
        };
      },
    },
    {
      ask: 'PUT /stories/{story_id}',
      about: 'of a draft',
      status: 200,
      answer: story,
      given: async () => {
        const draft_id = await aDraft(shared);
        return {
          path: { story_id: shared },
          send: { draft_id, name: 'Updated Simple story' },
          gives: { id: shared, draft_id, name: 'Updated Simple story', mode: 'TEST' },
        };
      },
    },
    {
      ask: 'PUT /stories/{story_id}',
      about: 'of no draft, which goes to the one called test',
      status: 200,
      answer: story,
      given: async () => {
        const story_id = await aStory();
        return {
          path: { story_id },
          send: { description: 'New' },
          gives: { id: story_id, draft_name: 'test', mode: 'TEST' },
        };
      },
    },
  ];

  const versions: readonly Sample[] = [
    {
      ask: 'POST /stories/{story_id}/versions',
      status: 200,
      answer: oneVersion,
      given: () => ({
        path: { story_id: shared },
        send: { name: 'Before the change' },
        gives: { story_version: { name: 'Before the change', description: '', draft_id: null } },
      }),
    },
    {
      ask: 'POST /stories/{story_id}/versions',
      about: 'of a draft, without a name',
      status: 200,
      answer: oneVersion,
      given: async () => {
        const draft_id = await aDraft(shared);
        return { path: { story_id: shared }, send: { draft_id }, gives: { story_version: { name: '', draft_id } } };
      },
    },
    {
      ask: 'GET /stories/{story_id}/versions',
      status: 200,
      answer: page('story_versions', object(version, ours)),
      list: 'story_versions',
      given: async () => {
        const story_id = await aStory();
        for (const name of ['1', '2', '3']) await aVersion(story_id, { name });
        return { path: { story_id } };
      },
    },
    {
      ask: 'GET /stories/{story_id}/versions',
      about: 'of a draft',
      status: 200,
      answer: page('story_versions', object(version, ours)),
      list: 'story_versions',
      given: async () => {
        const story_id = await aStory();
        const draft_id = await aDraft(story_id);
        await aVersion(story_id, { name: 'Live' });
        await aVersion(story_id, { name: 'Draft', draft_id });
        return { path: { story_id }, send: { draft_id }, gives: { story_versions: [{ name: 'Draft', draft_id }] } };
      },
    },
    {
      ask: 'GET /stories/{story_id}/versions/{version_id}',
      status: 200,
      answer: fullVersion,
      given: async () => {
        const story_id = await aStory();
        const version_id = await aVersion(story_id, { name: 'Kept' });
        return {
          path: { story_id, version_id },
          gives: { story_version: { id: version_id, name: 'Kept', export_file: { name: 'Simple story', agents: [] } } },
        };
      },
    },
    ...['POST', 'PUT', 'PATCH'].map(
      (method): Sample => ({
        ask: `${method} /stories/{story_id}/versions/{version_id}`,
        status: 200,
        answer: oneVersion,
        given: async () => ({
          path: { story_id: shared, version_id: await aVersion(shared) },
          send: { name: 'Renamed' },
          gives: { story_version: { name: 'Renamed' } },
        }),
      }),
    ),
    {
      ask: 'DELETE /stories/{story_id}/versions/{version_id}',
      status: 200,
      answer: oneVersion,
      given: async () => ({ path: { story_id: shared, version_id: await aVersion(shared) } }),
    },
  ];

  const requests: readonly Sample[] = [
    {
      ask: 'POST /stories/{story_id}/change_request',
      status: 200,
      answer: asked,
      given: async () => {
        const { story_id, draft_id } = await changed('Initial Draft');
        return {
          path: { story_id },
          send: { title: 'Change request name', description: 'Asks <@user-2435>', draft_id },
          gives: {
            id: story_id,
            draft_id,
            draft_name: 'Initial Draft',
            change_request: {
              name: 'Change request name',
              description: 'Asks <@user-2435>',
              status: 'PENDING',
              story_diff: [{ operation: 'add', target: 'action', data: { name: 'New action' } }],
            },
          },
        };
      },
    },
    {
      ask: 'POST /stories/{story_id}/change_request',
      about: 'for the draft called test, without words',
      status: 200,
      answer: asked,
      given: async () => {
        const { story_id, draft_id } = await changed('test');
        return { path: { story_id }, gives: { draft_id, change_request: { name: '', description: '' } } };
      },
    },
    {
      ask: 'GET /stories/{story_id}/change_request/view',
      status: 200,
      answer: asked,
      given: async () => {
        const { story_id, draft_id, change_request_id } = await requested();
        return {
          path: { story_id },
          send: { draft_id },
          gives: { id: story_id, draft_id, change_request: { id: change_request_id, name: 'Title' } },
        };
      },
    },
    {
      ask: 'GET /stories/{story_id}/change_request/view',
      about: 'while nothing is asked for',
      status: 200,
      answer: envelope(exactly(null)),
      given: async () => {
        const { story_id, draft_id } = await changed('test');
        return { path: { story_id }, gives: { draft_id } };
      },
    },
    {
      ask: 'POST /stories/{story_id}/change_request/approve',
      status: 200,
      answer: asked,
      given: async () => {
        const { story_id, change_request_id } = await requested();
        return {
          path: { story_id },
          send: { change_request_id },
          gives: { change_request: { id: change_request_id, status: 'APPROVED', participants: [expect.any(Number)] } },
        };
      },
    },
    {
      ask: 'POST /stories/{story_id}/change_request/cancel',
      status: 200,
      answer: envelope(exactly(null)),
      given: async () => {
        const { story_id, draft_id, change_request_id } = await requested();
        return { path: { story_id }, send: { change_request_id }, gives: { id: story_id, draft_id } };
      },
    },
    {
      ask: 'POST /stories/{story_id}/change_request/promote',
      status: 200,
      answer: story,
      given: async () => {
        const { story_id, change_request_id } = await requested();
        await send('POST', `/stories/${story_id}/change_request/approve`, { change_request_id });
        return {
          path: { story_id },
          send: { change_request_id, delete_draft: true },
          gives: { id: story_id, mode: 'LIVE', draft_id: null },
        };
      },
    },
    {
      ask: 'POST /stories/{story_id}/change_request/promote',
      about: 'without approval',
      status: 200,
      answer: story,
      given: async () => {
        const { story_id, change_request_id } = await requested();
        return {
          path: { story_id },
          send: { change_request_id, bypass_approval: true, bypass_approval_reason: 'Urgent' },
          gives: { id: story_id, mode: 'LIVE', draft_id: null },
        };
      },
    },
  ];

  const samples = [...drafts, ...versions, ...requests];
  replay(() => ({ world, stranger }), samples);

  test('nothing that the document has is left out but the description by a language model, which has a test of its own', () => {
    expect(askedFor(samples)).toEqual(
      new Set(
        `POST /stories/{story_id}/drafts · GET /stories/{story_id}/drafts · DELETE /stories/{story_id}/drafts/{draft_id}
POST /stories/{story_id}/versions · GET /stories/{story_id}/versions · GET /stories/{story_id}/versions/{version_id}
POST /stories/{story_id}/versions/{version_id} · PUT /stories/{story_id}/versions/{version_id} · PATCH /stories/{story_id}/versions/{version_id}
DELETE /stories/{story_id}/versions/{version_id}
POST /stories/{story_id}/change_request · GET /stories/{story_id}/change_request/view
POST /stories/{story_id}/change_request/approve · POST /stories/{story_id}/change_request/cancel
POST /stories/{story_id}/change_request/promote
GET /stories/{story_id} · PUT /stories/{story_id}`.split(/ · |\n/),
      ),
    );
  });

  test('a draft stays after its promotion unless it is to go', async () => {
    for (const delete_draft of [undefined, false, true]) {
      const { story_id, draft_id, change_request_id } = await requested();
      await send('POST', `/stories/${story_id}/change_request/promote`, {
        change_request_id,
        bypass_approval: true,
        ...(delete_draft === undefined ? {} : { delete_draft }),
      });
      const drafts = listAt(await send('GET', `/stories/${story_id}/drafts`), 'drafts').map((draft) => at(draft, 'id'));
      expect([delete_draft, drafts.includes(draft_id)]).toEqual([delete_draft, delete_draft !== true]);
    }
  });

  test('the reason for a promotion without approval is told in the audit log, also when none was given', async () => {
    for (const [given, reason] of [
      [{ bypass_approval_reason: 'The house is on fire' }, 'The house is on fire'],
      [{}, 'Approval bypassed via API'],
    ] as const) {
      const { story_id, change_request_id } = await requested();
      await send('POST', `/stories/${story_id}/change_request/promote`, {
        change_request_id,
        bypass_approval: true,
        ...given,
      });
      const { body } = await world.ask(
        'GET',
        '/api/v1/audit_logs?operation_name=ChangeRequestPromotionWithoutApproval&per_page=1',
      );
      expect(at(body, 'audit_logs.0')).toMatchObject({ story_id, inputs: { inputs: { reason } } });
    }
  });

  test('requests, drafts and versions of another story are not found', async () => {
    const [other, { story_id, draft_id, change_request_id }] = [await aStory(), await requested()];
    const version_id = await aVersion(story_id);
    for (const [method, url, body] of [
      ['POST', 'change_request/approve', { change_request_id }],
      ['POST', 'change_request/cancel', { change_request_id }],
      ['POST', 'change_request/promote', { change_request_id }],
      ['POST', 'change_request', { draft_id }],
      ['GET', 'change_request/view', { draft_id }],
      ['DELETE', `drafts/${draft_id}`, {}],
      ['GET', `versions/${version_id}`, {}],
      ['POST', `versions/${version_id}`, { name: 'x' }],
      ['DELETE', `versions/${version_id}`, {}],
      ['GET', 'versions', { draft_id }],
      ['POST', 'versions', { draft_id }],
      ['GET', '', { draft_id }],
      ['PUT', '', { draft_id, name: 'x' }],
      ['GET', 'export', { draft_id }],
      ['GET', 'runs', { draft_id }],
      ['GET', 'pending_actions', { draft_id }],
      ['POST', 'recipients', { draft_id, address: 'a@example.com' }],
      ['DELETE', 'recipients', { draft_id, address: 'a@example.com' }],
    ] as const) {
      const answer = await world.ask(method, `/api/v1/stories/${other}/${url}`, { body });
      expect([method, url, answer.status]).toEqual([method, url, 404]);
    }
  });
});
