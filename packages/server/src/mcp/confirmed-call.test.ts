/** A client calls a story that asks a person first; the client is the real one, and not always patient. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { ShiftedClock } from '../testing/shifted-clock.test-kit.ts';
import { buildStory, type TestStory } from '../testing/story.test-kit.ts';

const stillWaits =
  'This call waits for a person to approve it, and nothing has been done yet. Call block again with the same arguments to hear the outcome: nobody is asked twice.';

describe.each(oneDatabase)('calls of MCP clients that a person is asked about (%s)', (kind) => {
  const clock = new ShiftedClock();
  let world: TestFabula;
  let block: TestStory;
  let server: TestStory;
  let client: Client;

  beforeAll(async () => {
    world = await startFabula(kind, {}, { clock });
    await world.fabula.listen(0);
    block = await buildStory(
      world,
      [
        { type: 'Agents::WebhookAgent', name: 'Entry' },
        {
          type: 'Agents::EventTransformationAgent',
          name: 'Exit',
          options: { mode: 'message_only', payload: 'Blocked <<entry.body.ip>>' },
          after: 'Entry',
        },
      ],
      { name: 'Block' },
    );
    const changed = await world.ask('PUT', `/api/v1/stories/${block.id}`, {
      body: {
        send_to_story_access_source: 'WORKBENCH',
        entry_agent_id: block.action('Entry'),
        exit_agent_ids: [block.action('Exit')],
      },
    });
    expect(changed.status, changed.text).toBe(200);
    server = await buildStory(world, [
      { type: 'Agents::WebhookAgent', name: 'Tools', options: { path: 'tools', mode: 'mcp', secret: '' } },
    ]);
    client = await connect();
  });
  afterAll(async () => {
    await client.close();
    await world.drop();
  });

  async function connect(): Promise<Client> {
    const address = world.fabula.app.server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const connected = new Client({ name: 'test', version: '1' });
    await connected.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp/tools`)));
    return connected;
  }

  const call = async (args: Record<string, unknown>): Promise<unknown> => {
    const { isError, content } = await client.callTool({ name: 'block', arguments: args });
    const [first] = content as { text: string }[];
    return isError === true ? { refused: first?.text } : first?.text;
  };
  const listAsked = async (status: string) =>
    listAt((await world.ask('GET', `/api/v1/tool_confirmations?status=${status}`)).body, 'tool_confirmations');
  const waiting = (count = 1) =>
    until(async () => {
      const asked = await listAsked('waiting');
      return asked.length === count ? asked : null;
    });
  const answer = async (asked: unknown, verb: 'approve' | 'deny', reason?: string) => {
    const path = `/api/v1/tool_confirmations/${idAt(asked as never)}/${verb}`;
    const decided = await world.ask('POST', path, reason === undefined ? {} : { body: { reason } });
    expect(decided.status, decided.text).toBe(200);
  };
  const isAttended = async (asked: unknown) => {
    const asking = world.fabula.database.kysely.selectFrom('tool_confirmation').select('attended_by');
    const row = await asking.where('id', '=', idAt(asked as never)).executeTakeFirst();
    return row?.attended_by != null;
  };
  const countAll = async () => at((await world.ask('GET', '/api/v1/tool_confirmations')).body, 'meta.count');

  test('approved: the story runs, and the client that waits is answered', async () => {
    const calling = call({ ip: '192.0.2.1' });
    const [asked] = await waiting();
    expect(asked).toMatchObject({
      asked_by: 'mcp_client',
      tool: 'block',
      input: { ip: '192.0.2.1' },
      story_id: server.id,
      action_name: 'Tools',
      called_story: { id: block.id },
    });
    expect(await block.events('Entry')).toEqual([]);
    await answer(asked, 'approve');
    expect(await calling).toBe('Blocked 192.0.2.1');
    const runs = await world.ask('GET', `/api/v1/stories/${block.id}/runs`);
    expect(at(runs.body, 'story_runs.0.guid')).toBe(at(asked as never, 'story_run_guid'));
  });

  test('denied: the client hears why, and nothing runs', async () => {
    const calling = call({ ip: '192.0.2.2' });
    const [asked] = await waiting();
    await answer(asked, 'deny', 'Ours.');
    expect(await calling).toEqual({
      refused:
        'Refused: a person did not approve this call, and it was not made. Do not try it again unchanged. Their reason: Ours.',
    });
    expect(await block.events('Entry')).toHaveLength(1);
  });

  test('a client that has waited long enough calls again and hears the outcome; nobody is asked twice', async () => {
    const first = call({ ip: '192.0.2.3', why: 'it scans' });
    const [asked] = await waiting();
    const count = await countAll();
    clock.forward(30_000);
    expect(await first).toEqual({ refused: stillWaits });
    // still open: attends to the same question
    const second = call({ why: 'it scans', ip: '192.0.2.3' });
    await until(() => isAttended(asked));
    clock.forward(30_000);
    expect(await second).toEqual({ refused: stillWaits });
    await answer(asked, 'approve');
    await block.eventsOf('Exit', 2);
    expect(await call({ ip: '192.0.2.3', why: 'it scans' })).toBe('Blocked 192.0.2.3');
    expect(await countAll()).toBe(count);
    // told: an equal call is another one
    const third = call({ ip: '192.0.2.3', why: 'it scans' });
    const [again] = await waiting();
    await answer(again, 'deny');
    await third;
    expect(await block.events('Exit')).toHaveLength(2);
  });

  test('two equal calls at one moment ask once each', async () => {
    const calling = [call({ ip: '192.0.2.4' }), call({ ip: '192.0.2.4' })];
    const [one, other] = await waiting(2);
    await answer(one, 'approve');
    await answer(other, 'deny');
    expect(await Promise.all(calling)).toEqual(
      expect.arrayContaining(['Blocked 192.0.2.4', { refused: expect.stringMatching(/^Refused/) }]),
    );
    expect(await block.events('Exit')).toHaveLength(3);
  });

  test('a client that has hung up is found again by its next call', async () => {
    const impatient = await connect();
    const hungUp = impatient.callTool({ name: 'block', arguments: { ip: '192.0.2.5' } });
    hungUp.catch(() => undefined);
    const [asked] = await waiting();
    await impatient.close();
    await until(async () => !(await isAttended(asked)));
    const calling = call({ ip: '192.0.2.5' });
    await answer(asked, 'approve');
    expect(await calling).toBe('Blocked 192.0.2.5');
  });

  test.runIf(kind === 'postgres')('a client that calls again while somebody decides asks nobody twice', async () => {
    const { kysely, pool } = world.fabula.database;
    const impatient = await connect();
    impatient.callTool({ name: 'block', arguments: { ip: '192.0.2.7' } }).catch(() => undefined);
    const [asked] = await waiting();
    await impatient.close();
    await until(async () => !(await isAttended(asked)));
    const calling = await kysely.transaction().execute(async (transaction) => {
      const id = idAt(asked as never);
      await transaction.selectFrom('tool_confirmation').select('id').where('id', '=', id).forUpdate().execute();
      const called = call({ ip: '192.0.2.7' });
      await until(async () => {
        const { rowCount } = await pool.query(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return rowCount !== 0;
      });
      // in a list, so that the transaction does not wait for it
      return [called];
    });
    await answer(asked, 'approve');
    expect(await calling[0]).toBe('Blocked 192.0.2.7');
  });

  test('nobody answers in time: refused', async () => {
    const calling = call({ ip: '192.0.2.6' });
    await waiting();
    clock.forward(15 * 60_000);
    expect(await calling).toEqual({ refused: 'Refused: nobody approved this call in time. It was not made.' });
    const logs = await until(async () => {
      const found = await block.logs('Entry', 2);
      return found.length === 4 ? found : null;
    });
    expect(logs[0]).toMatchObject({ message: 'Refused: nobody approved this call in time. It was not made.' });
  });
});
