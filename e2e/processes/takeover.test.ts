/** What a process held when it died, or was told to end, is taken up by a neighbour. One server throughout, which is no worker. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { importStory, post, postMany } from './api.ts';
import { isReady, type Program } from './program.ts';
import { aChain, call, delay, transform } from './stories.ts';
import { until } from './until.ts';
import { serverUrl, World } from './world.ts';

describe.runIf(serverUrl)('on PostgreSQL', () => {
  let world: World;
  let server: Program;

  beforeAll(async () => {
    world = await World.begin();
    server = await world.start('server', {}, ['--without-worker']);
  });
  afterEach(() => world.clear(server));
  afterAll(() => world.end());

  /** Runs of a story that wrote so many events. */
  const runs = (slug: string, events: number): Promise<number> =>
    world.database.count(
      'select count(*) from run join story on story.id = run.story_id where story.slug = $1 and event_count = $2',
      [slug, events],
    );

  it('what a killed worker held is in the hands of another within two seconds', async () => {
    const stub = await world.stub({ isHolding: true });
    await importStory(server.url, aChain('held', [call('Fetch', 'get', stub.url), transform('Finish', { ok: true })]));
    const doomed = await world.start('worker');
    await postMany(server.url, 'held', 5);
    await until(() => stub.held() === 5, 20_000, 'the first worker at work');
    const heir = await world.start('worker');

    await doomed.end('SIGKILL');
    const ms = await until(
      () => stub.held() === 5 && [...stub.calls.values()].every((calls) => calls === 2),
      10_000,
      'the second worker at work',
    );
    console.log(`SIGKILL → its work in the hands of another: ${ms.toFixed(0)} ms`);
    expect(ms).toBeLessThan(2_000);
    stub.open();
    await until(() => world.isDone(), 10_000, 'all done');
    expect(await runs('held', 3)).toBe(5);
    expect(heir.output()).not.toContain('fenced');
  });

  it('a worker that is told to end gives back at once what waits, and finishes what is under way', async () => {
    const stub = await world.stub({ isHolding: true });
    await importStory(server.url, aChain('left', [call('Send', 'post', stub.url), transform('Finish', { ok: true })]));
    const leaving = await world.start('worker', { FABULA_CONCURRENCY: '2' });
    await postMany(server.url, 'left', 6);
    await until(() => stub.held() === 2, 20_000, 'the first worker at work');
    await world.start('worker', { FABULA_CONCURRENCY: '8' });

    leaving.signal('SIGTERM');
    const ms = await until(() => stub.held() === 6, 5_000, 'the second worker at work');
    console.log(`SIGTERM → what waited in the hands of another: ${ms.toFixed(0)} ms`);
    expect(await isReady(leaving.url)).toBe(false);
    stub.open();
    expect(await leaving.ended).toBe(0);
    await until(() => world.isDone(), 10_000, 'all done');
    expect([...stub.calls.values()]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(await runs('left', 3)).toBe(6);
  });

  it('a server that is told to end answers what was asked, within its time', async () => {
    const stub = await world.stub({ isHolding: true });
    const parts = [call('Fetch', 'get', stub.url), transform('Answer', { id: '=receive.body.id' })];
    await importStory(server.url, aChain('asked', parts, 'Answer'));
    const leaving = await world.start('server');
    const answers = ['a', 'b', 'c'].map((id) => post(leaving.url, 'asked', { id }));
    await until(() => stub.held() === 3, 20_000, 'three calls under way');
    const begin = performance.now();
    leaving.signal('SIGTERM');
    await until(async () => !(await isReady(leaving.url)), 2_000, 'a server that takes nothing any more');
    stub.open();
    const responses = await Promise.all(answers);
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await Promise.all(responses.map((response) => response.json()))).toEqual([
      { id: 'a' },
      { id: 'b' },
      { id: 'c' },
    ]);
    expect(await leaving.ended).toBe(0);
    expect(performance.now() - begin).toBeLessThan(8_000);
  });

  it('a caller gets the answer of a run that another process has finished', async () => {
    const parts = [delay('Wait', 1), transform('Answer', { id: '=receive.body.id' })];
    await importStory(server.url, aChain('later', parts, 'Answer'));
    await world.start('worker');
    const begin = performance.now();
    const responses = await Promise.all(['a', 'b'].map((id) => post(server.url, 'later', { id })));
    const ms = performance.now() - begin;
    console.log(`answered by another process after a delay of 1 s: ${ms.toFixed(0)} ms`);
    expect(await Promise.all(responses.map((response) => response.json()))).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(ms).toBeGreaterThanOrEqual(1_000);
    // The fallback, which looks every five seconds, would be later.
    expect(ms).toBeLessThan(4_000);
  });

  it('a caller gets the answer even when the process that had taken up the run is killed', async () => {
    const stub = await world.stub({ isHolding: true });
    const parts = [call('Fetch', 'get', stub.url), transform('Answer', { id: '=receive.body.id' })];
    await importStory(server.url, aChain('twice', parts, 'Answer'));
    const doomed = await world.start('worker');
    const answer = post(server.url, 'twice', { id: 'a' });
    await until(() => stub.held() === 1, 20_000, 'the first worker at work');
    await world.start('worker');
    await doomed.end('SIGKILL');
    stub.open();
    expect(await (await answer).json()).toEqual({ id: 'a' });
    expect(stub.calls.get('a')).toBe(2);
  });
});
