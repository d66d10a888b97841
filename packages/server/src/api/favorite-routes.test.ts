import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe.each(oneDatabase)('favourite stories (%s)', (kind) => {
  let fabula: TestFabula;
  let story: number;
  let reader: string;

  beforeAll(async () => {
    fabula = await startFabula(kind);
    const team = await fabula.addTeam('Blue');
    const { body } = await fabula.ask('POST', '/api/v1/stories', { body: { team_id: team.id } });
    story = idAt(body);
    reader = await fabula.addUser('VIEWER', team);
  });
  afterAll(() => fabula.drop());

  const mark = (method: string, key?: string, id = story) =>
    fabula.ask(method, `/api/v1/stories/${id}/favorite`, key === undefined ? {} : { key });
  const favorites = async (key?: string) => {
    const { status, body } = await fabula.ask('GET', '/api/v1/favorite_stories', key === undefined ? {} : { key });
    expect(status).toBe(200);
    return at(body, 'story_ids');
  };
  const listed = async (key?: string) => {
    const { body } = await fabula.ask('GET', '/api/v1/stories?filter=FAVORITE', key === undefined ? {} : { key });
    return listAt(body, 'stories').map((each) => at(each, 'id'));
  };

  it('are of one person, who need not be allowed to change the story', async () => {
    expect((await mark('PUT', reader)).status).toBe(204);
    expect((await mark('PUT', reader)).status).toBe(204);
    expect([await favorites(reader), await listed(reader)]).toEqual([[story], [story]]);
    expect([await favorites(), await listed()]).toEqual([[], []]);
  });

  it('end when they are taken off, twice too', async () => {
    await mark('PUT', reader);
    expect((await mark('DELETE', reader)).status).toBe(204);
    expect((await mark('DELETE', reader)).status).toBe(204);
    expect([await favorites(reader), await listed(reader)]).toEqual([[], []]);
  });

  it('end with their story', async () => {
    const { body: teams } = await fabula.ask('GET', '/api/v1/teams');
    const { body } = await fabula.ask('POST', '/api/v1/stories', { body: { team_id: idAt(teams, 'teams.0.id') } });
    await mark('PUT', undefined, idAt(body));
    expect(await favorites()).toEqual([idAt(body)]);
    await fabula.ask('DELETE', `/api/v1/stories/${idAt(body)}`);
    expect(await favorites()).toEqual([]);
  });

  it('cannot be stories that nobody has', async () => {
    expect((await mark('PUT', undefined, 999_999)).status).toBe(404);
    expect((await mark('DELETE', undefined, 999_999)).status).toBe(404);
  });
});
