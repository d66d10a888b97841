/**
 * What does it cost to sync stories to another team, beside importing them? Run by hand, after `npm run build`:
 *
 *   node --import tsx bench/story-sync.ts [--stories 200] [--actions 30] [--postgres URL]
 *
 * One line of JSON. `ratio`: the time of a sync of all stories after each has changed, per story, over the median of an import of
 * one; `unchanged_ratio`: the same when none has changed. Ends with exit code 1 when a goal is missed.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startTarget } from './start-target.ts';
import { useDatabases } from './use-databases.ts';

/** Times an import, per changed story. */
const mostPerStory = 20;
/** And per story that has not changed, which costs no write. */
const mostUnchanged = 1;
const apiKey = 'bench-key';
const url = 'http://bench.test';

const { values } = parseArgs({
  options: {
    stories: { type: 'string', default: '200' },
    actions: { type: 'string', default: '30' },
    postgres: { type: 'string' },
  },
});
const count = Number(values.stories);
const actions = Number(values.actions);

await useDatabases(values.postgres, async (databases, cleanUps) => {
  const { settings } = await databases.make();
  const target = await startTarget(
    'fabula',
    ['dist/fabula.mjs', 'server'],
    {
      ...settings,
      LOG_LEVEL: 'warn',
      FABULA_URL: url,
      FABULA_BOOTSTRAP_EMAIL: 'owner@example.com',
      FABULA_BOOTSTRAP_PASSWORD: 'a password for the bench',
      FABULA_BOOTSTRAP_API_KEY: apiKey,
    },
    cleanUps,
  );
  const found = await measure(target.base);
  console.log(JSON.stringify({ database: databases.kind, stories: count, actions, ...found }));
  if (found.ratio > mostPerStory || found.unchanged_ratio > mostUnchanged) process.exitCode = 1;
});

async function measure(base: string) {
  const [from, to] = [await makeTeam('From'), await makeTeam('To')];
  const importMs: number[] = [];
  const stories: number[] = [];
  for (let number = 1; number <= count; number += 1) {
    const begin = performance.now();
    const story = { new_name: `Story ${number}`, team_id: from, mode: 'new', data: document(number) };
    stories.push((await ask('POST', '/stories/import', story)).id);
    importMs.push(performance.now() - begin);
  }
  const oneImport = median(importMs);
  for (const id of stories) await ask('PUT', `/stories/${id}`, { change_control_enabled: true });
  const { sync_destination: destination } = await ask('POST', '/admin/sync_destinations', {
    destination_tenant_url: url,
    destination_team_id: to,
    team_id: from,
    story_ids: stories,
    manual_sync_only: true,
  });
  const first = await syncAll();
  for (const id of stories) await publish(id);
  const changed = await syncAll();
  const unchanged = await syncAll();
  return {
    import_ms: round(oneImport),
    first_ratio: round(first / count / oneImport),
    ratio: round(changed / count / oneImport),
    unchanged_ratio: round(unchanged / count / oneImport),
  };

  /** Milliseconds until all are synced. */
  async function syncAll(): Promise<number> {
    const path = `/admin/sync_destinations/${destination.id}`;
    const begin = performance.now();
    await ask('POST', `${path}/manual_sync`);
    for (;;) {
      const progress = await ask('GET', `${path}/progress`);
      const failed = progress.stories.find((story: { status: string }) => story.status === 'failed');
      if (failed !== undefined) throw new Error(`a story was not synced: ${failed.error_message}`);
      if (progress.pending === 0) return performance.now() - begin;
      await pause(50);
    }
  }

  async function publish(id: number): Promise<void> {
    const { id: draft } = await ask('POST', `/stories/${id}/drafts`, { name: 'Next' });
    await ask('PUT', `/stories/${id}`, { draft_id: draft, description: 'changed' });
    const title = { draft_id: draft, title: 'Next' };
    const { change_request: request } = await ask('POST', `/stories/${id}/change_request`, title);
    const promotion = { change_request_id: request.id, bypass_approval: true, delete_draft: true };
    await ask('POST', `/stories/${id}/change_request/promote`, promotion);
  }

  async function makeTeam(name: string): Promise<number> {
    return (await ask('POST', '/teams', { name })).id;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the answers are the documented ones
  async function ask(method: string, path: string, body?: object): Promise<any> {
    const answer = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  }
}

/** A row of actions, each with options that are worth comparing. */
function document(number: number): object {
  const guid = (index: number) => (number * 1_000 + index).toString(16).padStart(32, '0');
  const agents = Array.from({ length: actions }, (_, index) => ({
    type: index === 0 ? 'Agents::WebhookAgent' : 'Agents::EventTransformationAgent',
    name: `Action ${index}`,
    guid: guid(index + 1),
    options:
      index === 0
        ? { path: `bench-${number}`, secret: 'secret' }
        : { mode: 'message_only', payload: { text: `<<action_0.body.text>> ${'x'.repeat(200)}` } },
  }));
  const links = agents.slice(1).map((_, index) => ({ source: index, receiver: index + 1 }));
  return { schema_version: 30, name: `Story ${number}`, guid: guid(0), agents, links };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
