import type { NextTick, TickRun } from '@fabula/engine';
import { asId, type DeliveryId, type RunId } from '@fabula/model';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { aFile, importInto, makeHome, parse, readExport } from '../testing/home.test-kit.ts';
import { fireTicks, syncSchedules } from './schedules.ts';

const noon = Date.UTC(2026, 0, 1, 12);
const minute = 60_000;
/** `every <n>`: each n minutes; anything else never. */
const nextTick: NextTick = (cron, _timezone, after) => {
  const step = Number(/^every (\d+)$/.exec(cron)?.[1]) * minute;
  return Number.isNaN(step) ? null : (Math.floor(after / step) + 1) * step;
};

describe.each(testDatabases)('ticks on $kind', ({ open }) => {
  let test: TestDatabase;
  let lastId = 0;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.drop());
  beforeEach(() => test.empty());

  const newRun = (): TickRun => {
    lastId += 1;
    const guid = `00000000-0000-4000-8000-${String(lastId).padStart(12, '0')}`;
    return { runId: asId<RunId>(lastId), guid, deliveryId: asId<DeliveryId>(lastId) };
  };
  const rows = async (sql: string): Promise<unknown[]> => (await test.database.pool.query(sql)).rows;
  const sync = (now: number) => syncSchedules(test.database, now, nextTick);
  const fire = (now: number, limit = 100) => fireTicks(test.database, now, limit, nextTick, newRun);

  /** One story for each schedule, with one action. */
  async function stories(...schedules: readonly string[]): Promise<void> {
    const home = await makeHome(test.database);
    for (const [index, schedule] of schedules.entries()) {
      const agent = `{"type": "Agents::EventTransformationAgent", "name": "Tick", "guid": "tick-guid",
"options": {"mode": "message_only", "payload": "x"}, "schedule": ${schedule}}`;
      const file = aFile({
        guid: `story-${index}`,
        agents: parse(`[${agent}]`),
        links: [],
        integrations: [],
        pages: [],
        diagram_layout: '{}',
        entry_agent_guid: null,
        exit_agent_guids: [],
        api_entry_action_guids: [],
        api_exit_action_guids: [],
      });
      await importInto(test.database, home, readExport(file));
    }
  }

  it('lists each entry with its first time, and takes away what is no longer there', async () => {
    await stories(
      '[{"cron": "every 5", "timezone": "Europe/Dublin"}, {"cron": "a \\"b\\\\"}]',
      '[{"cron": "every 7"}]',
    );
    await sync(noon);
    const listed = 'select cron, timezone, next_at from schedule order by cron';
    expect(await rows(listed)).toEqual([
      { cron: 'a "b\\', timezone: 'UTC', next_at: null },
      { cron: 'every 5', timezone: 'Europe/Dublin', next_at: new Date(noon + 5 * minute) },
      { cron: 'every 7', timezone: 'UTC', next_at: new Date(nextTick('every 7', 'UTC', noon) ?? 0) },
    ]);
    await rows(`update action set schedule = null where schedule::text like '%every 7%'`);
    await sync(noon + 6 * minute);
    expect(await rows('select cron, next_at from schedule order by cron')).toEqual([
      { cron: 'a "b\\', next_at: null },
      { cron: 'every 5', next_at: new Date(noon + 5 * minute) },
    ]);
  });

  it('fire once each, whoever looks and however many were missed', async () => {
    await stories('[{"cron": "every 5"}, {"cron": "every 10"}]', '[{"cron": "every 5"}]', '[{"cron": "every 60"}]');
    await sync(noon);
    const late = noon + 33 * minute;
    const fired = await Promise.all([fire(late), fire(late), fire(late)]);
    expect(fired.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(await fire(late)).toBe(0);
    expect(
      await rows(
        'select origin, run.started_at, root_action_id = d.action_id as is_root, d.due_at, d.state from run join delivery d on d.run_id = run.id',
      ),
    ).toEqual(
      Array.from({ length: 3 }, () => ({
        origin: 'schedule',
        started_at: new Date(late),
        is_root: true,
        due_at: new Date(late),
        state: 'null',
      })),
    );
    expect(await rows('select distinct next_at from schedule order by next_at')).toEqual(
      [35, 40, 60].map((after) => ({ next_at: new Date(noon + after * minute) })),
    );
  });

  it('fire no more at a time than asked for, the oldest first', async () => {
    await stories('[{"cron": "every 2"}]', '[{"cron": "every 3"}]', '[{"cron": "every 5"}]');
    await sync(noon);
    expect(await fire(noon + 5 * minute, 2)).toBe(2);
    expect(
      await rows(`select cron from schedule where next_at <= to_timestamp(${noon + 5 * minute} / 1000.0)`),
    ).toEqual([{ cron: 'every 5' }]);
  });

  it('move on without starting anything while the action or its story is disabled', async () => {
    await stories('[{"cron": "every 5"}]', '[{"cron": "every 5"}]', '[{"cron": "every 5"}]');
    await sync(noon);
    await rows('update action set is_disabled = true where id = (select min(id) from action)');
    await rows('update story set is_disabled = true where id = (select max(id) from story)');
    expect(await fire(noon + 5 * minute)).toBe(3);
    expect(await rows('select count(*)::int as count from delivery')).toEqual([{ count: 1 }]);
    expect(await fire(noon + 6 * minute)).toBe(0);
  });
});
