/** What is measured: Fabula and its floors, each on a database of its own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchDatabase, Kind } from './bench-databases.ts';
import type { CleanUps } from './clean-ups.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { type Started, startTarget } from './start-target.ts';

export type Program = 'echo' | 'durable handler' | 'fabula';

export interface Target extends Started {
  readonly program: Program;
  /** `none` for a target that keeps nothing. */
  readonly database: Kind | 'none';
  readonly processes: number;
  /** Where the scenario's requests go. */
  readonly url: string;
  /** How many runs have ended since the start; null: they have when they are answered. */
  readonly countEnded: (() => Promise<number>) | null;
}

export interface FabulaOptions {
  readonly processes: number;
  /** A folder for the processor profile that is written at its end. */
  readonly profileDirectory?: string;
  /** Seconds that events are kept, instead of what the story says. */
  readonly keepEventsFor?: number;
}

const apiKey = 'bench-key';
const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };

/** A program of bench/targets, bundled as Fabula is (scripts/bench.mjs), so that it starts and runs as quickly as it can. */
export function benchProgram(name: string): string[] {
  return [`dist/bench/${name}.mjs`];
}

export async function startEcho(scenario: Scenario, cleanUps: CleanUps): Promise<Target> {
  const started = await startTarget('echo', benchProgram('echo'), {}, cleanUps);
  const url = `${started.base}/${scenario.name}`;
  return { ...started, program: 'echo', database: 'none', processes: 1, url, countEnded: null };
}

export async function startHandler(scenario: Scenario, database: BenchDatabase, cleanUps: CleanUps): Promise<Target> {
  const started = await startTarget('durable handler', benchProgram('durable-handler'), database.settings, cleanUps);
  const countEnded = async () => (await getJson<{ ended: number }>(`${started.base}/ended`)).ended;
  return {
    ...started,
    program: 'durable handler',
    database: database.kind,
    processes: 1,
    url: `${started.base}/${scenario.name}`,
    countEnded: scenario.lastAction === undefined ? null : countEnded,
  };
}

/** The story is imported when the database does not have it yet. */
export async function startFabula(
  scenario: Scenario,
  database: BenchDatabase,
  options: FabulaOptions,
  cleanUps: CleanUps,
): Promise<Target> {
  const { processes, profileDirectory, keepEventsFor } = options;
  const profile = profileDirectory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`];
  const settings = {
    ...database.settings,
    LOG_LEVEL: 'warn',
    FABULA_BOOTSTRAP_EMAIL: 'owner@example.com',
    FABULA_BOOTSTRAP_PASSWORD: 'a password for the bench',
    FABULA_BOOTSTRAP_API_KEY: apiKey,
    // The local service that a story calls.
    FABULA_EGRESS_ALLOW: '127.0.0.1',
    ...(processes === 1 ? {} : { FABULA_PROCESSES: String(processes) }),
  };
  const started = await startTarget('fabula', [...profile, 'dist/fabula.mjs', 'server'], settings, cleanUps);
  const storyId = await ensureStory(started.base, scenario, keepEventsFor);
  return {
    ...started,
    program: 'fabula',
    database: database.kind,
    processes,
    url: `${started.base}/webhook/${scenario.webhook}`,
    countEnded: scenario.lastAction === undefined ? null : await counterOf(started.base, storyId, scenario.lastAction),
  };
}

async function ensureStory(base: string, scenario: Scenario, keepEventsFor: number | undefined): Promise<number> {
  const { keep_events_for, ...story } = JSON.parse(await readFile(join('examples/stories', scenario.story), 'utf8'));
  const { stories } = await getJson<{ stories: { id: number; name: string }[] }>(`${base}/api/v1/stories`);
  const known = stories.find(({ name }) => name === story.name);
  if (known !== undefined) return known.id;
  const { teams } = await getJson<{ teams: { id: number }[] }>(`${base}/api/v1/teams`);
  const data = { ...story, keep_events_for: keepEventsFor ?? keep_events_for };
  const body = JSON.stringify({ new_name: story.name, data, team_id: teams[0]?.id, mode: 'new' });
  const response = await fetch(`${base}/api/v1/stories/import`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`the story was not imported: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: number }).id;
}

/** Counts the events of an action. */
async function counterOf(base: string, storyId: number, actionName: string): Promise<() => Promise<number>> {
  const { agents } = await getJson<{ agents: { id: number; name: string }[] }>(
    `${base}/api/v1/actions?story_id=${storyId}`,
  );
  const action = agents.find(({ name }) => name === actionName);
  if (action === undefined) throw new Error(`the story has no action ${actionName}`);
  const url = `${base}/api/v1/actions/${action.id}`;
  return async () => (await getJson<{ events_count: number }>(url)).events_count;
}

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
