/** A call that waits for a person outlives the program, and is made once. */
import { expect, test, vi } from 'vitest';
import { readApi } from '../world/api.ts';
import { listAskedCalls, makeAskedStory } from '../world/asked-story.ts';
import { startFabula } from '../world/start-fabula.ts';

test('killed while a person is asked, and again after the approval: the call is made once, and nobody is asked twice', async () => {
  const fabula = await startFabula();
  try {
    const story = await makeAskedStory(fabula);
    const lost = story.call({ address: '192.0.2.7' }).catch(() => 'the connection broke');
    await vi.waitFor(async () => expect(await listAskedCalls(fabula)).toHaveLength(1), 10_000);
    await fabula.killAndStart();
    expect(await lost).toBe('the connection broke');
    const [asked] = await listAskedCalls(fabula);
    expect(asked).toMatchObject({ status: 'waiting' });
    await readApi(fabula, `/api/v1/tool_confirmations/${asked?.id}/approve`, '{}');
    await fabula.killAndStart();
    expect(await story.call({ address: '192.0.2.7' })).toBe('Blocked 192.0.2.7');
    expect(await listAskedCalls(fabula)).toEqual([expect.objectContaining({ id: asked?.id, status: 'approved' })]);
    const { events } = await readApi<{ events: unknown[] }>(fabula, `/api/v1/events?story_id=${story.id}`);
    expect(events).toHaveLength(2);
  } finally {
    await fabula.stop();
  }
});
