/** Folders and tags: how things are put in order. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe.each(oneDatabase)('folders and tags (%s)', (kind) => {
  let world: TestFabula;
  let team: number;
  beforeAll(async () => {
    world = await startFabula(kind);
    team = (await world.addTeam('Tidy')).id;
  });
  afterAll(() => world.drop());

  const send = async (method: string, url: string, body: Record<string, unknown> = {}, key?: string) => {
    return world.ask(method, `/api/v1${url}`, { body, ...(key === undefined ? {} : { key }) });
  };
  const aFolder = async (more: Record<string, unknown> = {}) =>
    idAt((await send('POST', '/folders', { name: 'Folder', content_type: 'STORY', team_id: team, ...more })).body);

  describe('folders', () => {
    test('are created, read, renamed by the query string, listed by kind and deleted', async () => {
      const created = await send('POST', '/folders', { name: 'Mine', content_type: 'RESOURCE', team_id: team });
      const id = idAt(created.body);
      const expected = { id, name: 'Mine', team_id: team, content_type: 'RESOURCE', size: 0, parent_folder_id: null };
      expect(created).toMatchObject({ status: 201, body: expected });
      expect((await send('GET', `/folders/${id}`)).body).toEqual(expected);
      const renamed = await world.ask('PUT', `/api/v1/folders/${id}?name=Yours`);
      expect([renamed.status, at(renamed.body, 'name')]).toEqual([200, 'Yours']);
      await aFolder();
      const listed = async (more: Record<string, unknown>) =>
        listAt((await send('GET', '/folders', { team_id: team, ...more })).body, 'folders').map((folder) =>
          at(folder, 'content_type'),
        );
      expect(await listed({ content_type: 'RESOURCE' })).toEqual(['RESOURCE']);
      expect(new Set(await listed({}))).toEqual(new Set(['RESOURCE', 'STORY']));
      expect((await send('DELETE', `/folders/${id}`)).status).toBe(204);
      expect(await send('GET', `/folders/${id}`)).toMatchObject({ status: 404, code: 'folder_not_found' });
    });

    test('lie in each other; what lay in one that goes lies in the one around it', async () => {
      const outer = await aFolder();
      const inner = await aFolder({ parent_folder_id: outer });
      const innermost = await aFolder({ parent_folder_id: inner });
      const story = idAt((await send('POST', '/stories', { team_id: team, folder_id: inner })).body);
      expect((await send('GET', `/folders/${inner}`)).body).toMatchObject({ size: 1, parent_folder_id: outer });
      for (const around of [outer, inner, innermost]) {
        expect(await send('PUT', `/folders/${outer}`, { parent_folder_id: around })).toMatchObject({
          status: 422,
          field: 'parent_folder_id',
        });
      }
      expect((await send('DELETE', `/folders/${inner}`)).status).toBe(204);
      expect((await send('GET', `/folders/${innermost}`)).body).toMatchObject({ parent_folder_id: outer });
      expect((await send('GET', `/stories/${story}`)).body).toMatchObject({ folder_id: outer });
      expect((await send('PUT', `/folders/${innermost}`, { parent_folder_id: null })).body).toMatchObject({
        parent_folder_id: null,
      });
      await send('DELETE', `/folders/${outer}`);
      expect((await send('GET', `/stories/${story}`)).body).toMatchObject({ folder_id: null });
    });

    test.each([
      ['no name', { name: undefined }, 422, 'name'],
      ['an unknown kind', { content_type: 'CASE' }, 422, 'content_type'],
      ['an unknown team', { team_id: 999999 }, 404, 'team_id'],
      ['an unknown folder around', { parent_folder_id: 999999 }, 404, 'parent_folder_id'],
    ])('%s is refused', async (_name, more, status, field) => {
      const body = { name: 'Folder', content_type: 'STORY', team_id: team, ...more };
      expect(await send('POST', '/folders', body)).toMatchObject({ status, field });
    });

    test('of another kind or team do not go around', async () => {
      const other = (await world.addTeam('Elsewhere')).id;
      for (const around of [await aFolder({ content_type: 'CREDENTIAL' }), await aFolder({ team_id: other })]) {
        expect(
          await send('POST', '/folders', { name: 'F', content_type: 'STORY', team_id: team, parent_folder_id: around }),
        ).toMatchObject({
          status: 404,
          field: 'parent_folder_id',
        });
      }
    });
  });

  describe('tags', () => {
    test('are created with a colour, read, changed and deleted', async () => {
      const created = await send('POST', '/tags', { name: 'Urgent', team_id: team, color: 'red' });
      const id = idAt(created.body);
      const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      const expected = {
        id,
        name: 'Urgent',
        color: '#FF8888',
        teams: [{ id: team, name: 'Tidy' }],
        created_at: time,
        updated_at: time,
      };
      expect(created).toMatchObject({ status: 201 });
      expect(created.body).toEqual(expected);
      expect((await send('GET', `/tags/${id}`)).body).toEqual(expected);
      expect((await send('PUT', `/tags/${id}`, { name: 'Later', color: '#00ff00' })).body).toMatchObject({
        name: 'Later',
        color: '#00FF00',
      });
      expect(
        listAt((await send('GET', '/tags', { team_id: team })).body, 'tags').map((tag) => at(tag, 'name')),
      ).toContain('Later');
      expect((await send('DELETE', `/tags/${id}`)).status).toBe(204);
      expect(await send('GET', `/tags/${id}`)).toMatchObject({ status: 404, code: 'tag_not_found' });
    });

    test('that stories are given by name are there, in the team of the story', async () => {
      const story = idAt((await send('POST', '/stories', { team_id: team, tags: ['By name'] })).body);
      const tag =
        listAt((await send('GET', '/tags', { team_id: team })).body, 'tags').find(
          (each) => at(each, 'name') === 'By name',
        ) ?? null;
      expect(at(tag, 'teams')).toEqual([{ id: team, name: 'Tidy' }]);
      await send('PUT', `/tags/${at(tag, 'id')}`, { name: 'Renamed' });
      expect((await send('GET', `/stories/${story}`)).body).toMatchObject({ tags: ['Renamed'] });
    });

    test('come along with a story that moves to another team', async () => {
      const other = await world.addTeam('Movers');
      const story = idAt((await send('POST', '/stories', { team_id: team, tags: ['packed'] })).body);
      expect((await send('PUT', `/stories/${story}`, { team_id: other.id })).body).toMatchObject({ tags: ['packed'] });
      const there = listAt((await send('GET', '/tags', { team_id: other.id })).body, 'tags');
      expect(there.map((tag) => at(tag, 'name'))).toEqual(['packed']);
    });

    test('go from one team alone, or from all', async () => {
      const other = (await world.addTeam('Others')).id;
      const tag = idAt((await send('POST', '/tags', { name: 'Both', team_id: team })).body);
      await send('POST', '/tags', { name: 'Both', team_id: other });
      const story = idAt((await send('POST', '/stories', { team_id: team, tags: ['Both'] })).body);
      expect((await send('GET', `/tags/${tag}`)).body).toMatchObject({ teams: [{ id: team }, { id: other }] });
      expect((await send('DELETE', `/tags/${tag}`, { team_id: team })).status).toBe(204);
      expect((await send('GET', `/tags/${tag}`)).body).toMatchObject({ teams: [{ id: other }] });
      expect((await send('GET', `/stories/${story}`)).body).toMatchObject({ tags: [] });
      expect(await send('DELETE', `/tags/${tag}`, { team_id: team })).toMatchObject({ status: 404 });
      expect((await send('DELETE', `/tags/${tag}`, { team_id: other })).status).toBe(204);
      expect((await send('GET', `/tags/${tag}`)).status).toBe(404);
    });

    test.each([
      ['a name that the team has', { name: 'Taken', team_id: 0 }, 422, 'name'],
      ['no name', { name: undefined }, 422, 'name'],
      ['no team', { team_id: undefined }, 422, 'team_id'],
      ['an unknown colour', { color: 'pinkish' }, 422, 'color'],
      ['an unknown team', { team_id: 999999 }, 404, 'team_id'],
    ])('%s is refused', async (_name, more, status, field) => {
      await send('POST', '/tags', { name: 'Taken', team_id: team });
      const given = 'team_id' in more && more.team_id === 0 ? { ...more, team_id: team } : more;
      expect(await send('POST', '/tags', { name: 'New', team_id: team, ...given })).toMatchObject({ status, field });
    });

    test('are not seen from teams that do not have them', async () => {
      const stranger = await world.addUser('TEAM_ADMIN', await world.addTeam('Strangers'));
      const tag = idAt((await send('POST', '/tags', { name: 'Hidden', team_id: team })).body);
      expect((await send('GET', `/tags/${tag}`, {}, stranger)).status).toBe(404);
      expect(listAt((await send('GET', '/tags', {}, stranger)).body, 'tags')).toEqual([]);
    });
  });

  test('parameters come form-encoded too', async () => {
    const answer = await world.ask('POST', '/api/v1/folders', {
      body: `name=By+form&content_type=STORY&team_id=${team}`,
      contentType: 'application/x-www-form-urlencoded',
    });
    expect([answer.status, at(answer.body, 'name')]).toEqual([201, 'By form']);
  });
});
