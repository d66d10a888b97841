/** One hostile body must not fail the commit that others share. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, databaseKinds, idAt, listAt, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';

describe.each(databaseKinds)('64 callers at once on %s', (kind) => {
  let test: TestFabula;
  let storyId: number;
  let hookId: number;

  beforeAll(async () => {
    test = await startFabula(kind);
    const teamId = idAt((await test.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
    const story = await test.ask('POST', '/api/v1/stories', { body: { team_id: teamId, name: 'Intake' } });
    storyId = idAt(story.body);
    const hook = await test.ask('POST', '/api/v1/actions', {
      body: {
        type: 'Agents::WebhookAgent',
        name: 'Hook',
        story_id: storyId,
        position: { x: 0, y: 0 },
        options: { path: 'intake', secret: 's', verbs: 'post', include_headers: false },
      },
    });
    hookId = idAt(hook.body);
  });
  afterAll(() => test.drop());

  const send = (body: string) => test.ask('POST', '/webhook/intake/s', { key: null, body });
  const good = Array.from({ length: 63 }, (_, index) => `{"caller":${index}}`);

  async function payloads(): Promise<string[]> {
    const { rows } = await test.fabula.database.pool.query<{ payload: string }>(
      'select payload from event where action_id = $1 order by id',
      [hookId],
    );
    return rows.map((row) => row.payload);
  }

  it.each([
    ['U+0000 in keys and texts', '{"a\\u0000b":"\\u0000","c":["\\u0000"]}'],
    ['half of a surrogate pair', '{"half":"\\ud800","other":"\\udc00x"}'],
    [
      'numbers beyond what a double holds',
      '{"big":9007199254740993,"float":1.0,"huge":1e400,"small":0.1000000000000000055}',
    ],
    ['keys that are numbers, out of order', '{"b":1,"10":2,"9":3,"a":4}'],
    ['keys of prototypes', '{"__proto__":{"polluted":true},"constructor":{"prototype":1}}'],
    ['quotes, braces and backslashes', '{"sql":"\'\\"{}\\\\,NULL\'); drop table event; --"}'],
    ['nesting up to the limit', `${'['.repeat(200)}1${']'.repeat(200)}`],
  ])('%s: everybody is answered, and the body comes back unchanged', async (_name, hostile) => {
    const answers = await Promise.all([...good, hostile].map(send));
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
    expect(await payloads()).toContain(hostile);
    const events = await test.ask('GET', `/api/v1/actions/${hookId}/events?per_page=64`);
    expect(events.text.includes(hostile), 'through the API').toBe(true);
  });

  it('a body that the database refuses ends its own run with an error log; the 63 others are kept', async () => {
    const { pool } = test.fabula.database;
    await pool.query(`create function refuse() returns trigger language plpgsql as
      $$ begin if new.payload::text like '%poison%' then raise exception 'poison' using errcode = '22000'; end if; return new; end $$`);
    await pool.query('create trigger refuse before insert on event for each row execute function refuse()');
    const before = (await payloads()).length;
    const answers = await Promise.all([...good.slice(0, 31), '{"poison":true}', ...good.slice(31)].map(send));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(63);
    expect(answers[31]).toMatchObject({ status: 422 });
    expect((await payloads()).length - before).toBe(63);
    const logs = await until(async () => {
      const answer = await test.ask('GET', `/api/v1/actions/${hookId}/logs?level=4`);
      return listAt(answer.body, 'action_logs').length > 0 && listAt(answer.body, 'action_logs');
    });
    expect(logs).toHaveLength(1);
    expect(at(logs[0] ?? null, 'message')).toMatch(/poison/);
    expect((await send('{"after":1}')).status).toBe(201);
  });
});
