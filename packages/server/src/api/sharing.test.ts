/** What is shared with other teams is shared with them, whatever they are called. */
import { slugOf } from '@fabula/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, oneDatabase, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe.each(oneDatabase)('sharing (%s)', (kind) => {
  let world: TestFabula;
  let team: number;
  beforeAll(async () => {
    world = await startFabula(kind);
    team = (await world.addTeam('Lenders')).id;
  });
  afterAll(() => world.drop());

  const send = (method: string, url: string, body: Record<string, unknown> = {}) =>
    world.ask(method, `/api/v1${url}`, { body });
  const slugsAt = async (url: string) => at((await send('GET', url)).body, 'shared_team_slugs');

  const kinds = [
    ['a resource', '/global_resources', { name: 'Lent', value: 'x' }],
    ['a credential', '/user_credentials', { name: 'Lent', mode: 'TEXT', value: 'x' }],
  ] as const;

  test.each(kinds)('%s follows the team when it gets another name', async (name, path, fields) => {
    const borrower = await world.addTeam(`Red ${name}`);
    const shared = { read_access: 'SPECIFIC_TEAMS', shared_team_slugs: [slugOf(`Red ${name}`)] };
    const id = idAt((await send('POST', path, { ...fields, ...shared, team_id: team })).body);
    expect((await send('PUT', `/teams/${borrower.id}`, { name: `Blue ${name}` })).status).toBe(200);
    expect(await slugsAt(`${path}/${id}`)).toEqual([slugOf(`Blue ${name}`)]);
  });

  test('a team of the same name keeps what was shared with both', async () => {
    const [one] = [await world.addTeam('Twins'), await world.addTeam('Twins')];
    const shared = { read_access: 'SPECIFIC_TEAMS', shared_team_slugs: ['twins'] };
    const made = await send('POST', '/global_resources', { name: 'Both', value: 'x', team_id: team, ...shared });
    await send('PUT', `/teams/${one.id}`, { name: 'Single' });
    expect(await slugsAt(`/global_resources/${idAt(made.body)}`)).toEqual(['twins', 'single']);
  });

  test.each(kinds)('%s is not shared with a team that there is not', async (_name, path, fields) => {
    const shared = { read_access: 'SPECIFIC_TEAMS', shared_team_slugs: ['nobody_at_all'] };
    const refused = await send('POST', path, { ...fields, ...shared, team_id: team });
    expect([refused.status, at(refused.body, 'errors.0.field')]).toEqual([422, 'shared_team_slugs']);
  });

  test('a comma parts names in a text, and is part of a name in a list', async () => {
    const id = idAt((await send('POST', '/stories', { team_id: team, name: 'Tagged' })).body);
    const tagged = async (add_tag_names: unknown) =>
      at((await send('PUT', `/stories/${id}`, { add_tag_names })).body, 'tags');
    expect(await tagged('x,y')).toEqual(['x', 'y']);
    expect(await tagged(['a,b'])).toEqual(['x', 'y', 'a,b']);
    const removed = await send('PUT', `/stories/${id}`, { remove_tag_names: ['a,b'] });
    expect(at(removed.body, 'tags')).toEqual(['x', 'y']);
  });
});
