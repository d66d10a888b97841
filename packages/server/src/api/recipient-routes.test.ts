import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, idAt, oneDatabase, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe.each(oneDatabase)('recipients of a story (%s)', (kind) => {
  let fabula: TestFabula;
  let path: string;

  beforeAll(async () => {
    fabula = await startFabula(kind);
    const { body: teams } = await fabula.ask('GET', '/api/v1/teams');
    const { body } = await fabula.ask('POST', '/api/v1/stories', { body: { team_id: idAt(teams, 'teams.0.id') } });
    path = `/api/v1/stories/${idAt(body)}/recipients`;
  });

  afterAll(() => fabula.drop());

  it('are added once, and removed', async () => {
    for (const address of ['ops@example.com', 'https://chat.example.com/hook', 'ops@example.com']) {
      expect((await fabula.ask('POST', path, { body: { address, draft_id: null } })).status).toBe(201);
    }
    const { body } = await fabula.ask('POST', `${path}?address=lead%40example.com`);
    expect(at(body, 'recipients')).toEqual([
      { address: 'ops@example.com' },
      { address: 'https://chat.example.com/hook' },
      { address: 'lead@example.com' },
    ]);
    expect((await fabula.ask('DELETE', path, { body: { address: 'ops@example.com' } })).status).toBe(204);
    expect((await fabula.ask('DELETE', path, { body: { address: 'ops@example.com' } })).status).toBe(204);
  });

  it.each(['nobody', '', 'ftp://x.test', 'a@x.test, b@x.test'])('are no %j', async (address) => {
    const answer = await fabula.ask('POST', path, { body: { address } });
    expect(answer.status).toBe(422);
    expect(at(answer.body, 'errors.0.field')).toBe('address');
  });
});
