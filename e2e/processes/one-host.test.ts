/** FABULA_PROCESSES: several processes on one host behind one command and one port. */
import { afterEach, describe, expect, it } from 'vitest';
import { importStory, post } from './api.ts';
import { aChain, transform } from './stories.ts';
import { until } from './until.ts';
import { serverUrl, World } from './world.ts';

const worlds: World[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.end();
});

describe.runIf(serverUrl)('on PostgreSQL', () => {
  it('one command serves with several processes, replaces one that is killed, and ends with all of them', async () => {
    const world = await World.begin();
    worlds.push(world);
    const program = await world.start('server', { FABULA_PROCESSES: '2' });
    const pids = async (): Promise<number[]> => {
      const list = await world.database.count('select count(*) from process');
      return list === 2 ? world.database.numbers('select pid from process order by id') : [];
    };
    await until(async () => (await pids()).length === 2, 20_000, 'two processes');
    const before = await pids();
    expect(before).not.toContain(program.pid);
    expect(program.output().match(/Fabula is ready/g)).toHaveLength(1);

    await importStory(program.url, aChain('shared', [transform('Answer', { id: '=receive.body.id' })], 'Answer'));
    // Each request on a connection of its own, so that both have some.
    const ask = async (id: string): Promise<unknown> => {
      const response = await post(program.url, 'shared', { id }, { connection: 'close' });
      return response.json();
    };
    const ids = Array.from({ length: 20 }, (_, index) => String(index));
    expect(await Promise.all(ids.map(ask))).toEqual(ids.map((id) => ({ id })));
    expect(await world.database.count('select count(*) from process where last_commit > 0')).toBe(2);

    process.kill(before[0] ?? 0, 'SIGKILL');
    await until(async () => (await pids()).some((pid) => !before.includes(pid)), 20_000, 'a successor');
    expect(await pids()).toContain(before[1]);
    await until(() => program.output().includes('a process died'), 1_000, 'a line about the death');
    expect(await Promise.all(ids.map(ask))).toEqual(ids.map((id) => ({ id })));
    expect(program.output().match(/Fabula is ready/g)).toHaveLength(1);

    expect(await program.end('SIGTERM')).toBe(0);
    expect(await world.database.count('select count(*) from process')).toBe(0);
  });

  it('the others end when the process that supervises them is killed', async () => {
    const world = await World.begin();
    worlds.push(world);
    const program = await world.start('worker', { FABULA_PROCESSES: '2' });
    await until(async () => (await world.database.count('select count(*) from process')) === 2, 20_000, 'two workers');
    program.signal('SIGKILL');
    // Its output is open as long as one of them lives.
    await program.ended;
    expect(await world.database.count('select count(*) from process'), program.output()).toBe(0);
  });

  it('a first process that cannot start ends the whole with a sentence', async () => {
    const world = await World.begin();
    worlds.push(world);
    const url = new URL(world.database.url);
    url.pathname = '/no_such_database';
    const program = await world.start('server', { FABULA_PROCESSES: '3', DATABASE_URL: url.href }, [], false);
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain('Fabula cannot reach the database of DATABASE_URL');
  });
});
