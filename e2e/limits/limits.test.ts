/** The built program with little memory, and with little disk: it stays alive, says so, and loses nothing that it accepted. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, statfsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { startProgram } from './program.ts';

const mb = 1024 ** 2;
const apiKey = 'limits-test-key';
const settings = {
  FABULA_BOOTSTRAP_EMAIL: 'owner@example.com',
  FABULA_BOOTSTRAP_PASSWORD: 'a password for the limits',
  FABULA_BOOTSTRAP_API_KEY: apiKey,
  LOG_LEVEL: 'error',
};

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** status 0: the connection broke. */
function send(agent: Agent, url: string, body: Uint8Array): Promise<Answer> {
  return new Promise((resolve) => {
    const broken = () => resolve({ status: 0, headers: {}, text: '' });
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.on('data', (piece: Buffer) => {
        text += piece.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', broken);
    });
    call.on('error', broken);
    call.end(body);
  });
}

async function startWith(environment: Readonly<Record<string, string>>) {
  const program = await startProgram({ ...settings, ...environment });
  cleanUps.push(() => program.end('SIGKILL'));
  const api = async (path: string, body?: object) => {
    const response = await fetch(`${program.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return response.json();
  };
  const team = (await api('/teams')).teams[0].id;
  const hook = { type: 'Agents::WebhookAgent', name: 'Hook', options: { path: 'flood', verbs: 'post' } };
  const data = { name: 'Flood', agents: [hook], links: [] };
  const story = (await api('/stories/import', { team_id: team, data })).id;
  const agent = new Agent({ keepAlive: true });
  cleanUps.push(() => agent.destroy());
  return {
    program,
    send: (body: Uint8Array) => send(agent, `${program.url}/webhook/flood`, body),
    ready: async () => (await fetch(`${program.url}/readyz`)).status,
    /** Guids of all runs. */
    async runs(): Promise<Set<string>> {
      const found = new Set<string>();
      for (let page: number | null = 1; page !== null; ) {
        const answer = await api(`/stories/${story}/runs?per_page=500&page=${page}`);
        for (const run of answer.story_runs) found.add(run.guid);
        page = answer.meta.next_page_number;
      }
      return found;
    },
  };
}

const guidOf = (answer: Answer) => String(answer.headers['x-fabula-run-guid']);

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 20_000;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error('waited twenty seconds for nothing');
    await pause(50);
  }
}

test('256 MB of heap and a flood of webhooks of 1 MB: some are told to come back, none that was accepted is lost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fabula-flood-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  const { program, send, runs } = await startWith({
    FABULA_DATA_DIR: folder,
    NODE_OPTIONS: '--max-old-space-size=256',
  });
  const body = Buffer.from(JSON.stringify({ filler: 'x'.repeat(mb) }));
  const answers: Answer[] = [];
  const stopAt = Date.now() + 3_000;
  const caller = async () => {
    do {
      const answer = await send(body);
      answers.push(answer);
      if (answer.status !== 201) await pause(200);
    } while (Date.now() < stopAt);
  };
  await Promise.all(Array.from({ length: 400 }, caller));

  const accepted = answers.filter(({ status }) => status === 201);
  const later = answers.filter(({ status }) => status === 503 || status === 429);
  expect(answers.length - accepted.length - later.length, 'other answers').toBe(0);
  expect(later.length).toBeGreaterThan(0);
  for (const { headers, text } of later) {
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(text).toMatch(/Nothing was stored; send/);
  }
  const found = await runs();
  expect(accepted.filter((answer) => !found.has(guidOf(answer)))).toEqual([]);
  expect(found.size).toBe(accepted.length);
  console.log(`${accepted.length} accepted, ${later.length} told to come back`);
  await program.end('SIGTERM');
});

describe.runIf(canMount())('a disk with little room', () => {
  test('below the reserve nothing is taken in, reading goes on; with room again it goes on', async () => {
    const disk = mount(160);
    cleanUps.push(() => unmount(disk));
    const { program, send, ready, runs } = await startWith({
      FABULA_DATA_DIR: join(disk, 'data'),
      FABULA_DISK_RESERVE_MB: '40',
    });
    const body = Buffer.from('{"a":1}');
    const first = await send(body);
    expect(first.status).toBe(201);

    const { bavail, bsize } = statfsSync(disk);
    await writeFile(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 30 * mb));
    await until(async () => (await ready()) === 503);
    const refused = await send(body);
    expect([refused.status, Number(refused.headers['retry-after']) > 0]).toEqual([503, true]);
    expect(refused.text).toMatch(/The disk of this Fabula is full\. Nothing was stored; send/);
    expect(await (await fetch(`${program.url}/readyz`)).text()).toMatch(/FABULA_DISK_RESERVE_MB/);
    expect(await runs()).toEqual(new Set([guidOf(first)]));

    await rm(join(disk, 'filler'));
    await until(async () => (await ready()) === 200);
    const last = await send(body);
    expect(last.status).toBe(201);
    expect(await runs()).toEqual(new Set([guidOf(first), guidOf(last)]));
    await program.end('SIGTERM');
  });
});

function mount(megabytes: number): string {
  const directory = mkdtempSync(join(tmpdir(), 'fabula-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory], { stdio: 'pipe' });
  return directory;
}

function unmount(directory: string): void {
  execFileSync('umount', ['-l', directory]);
  rmdirSync(directory);
}

function canMount(): boolean {
  try {
    unmount(mount(1));
    return true;
  } catch {
    // Not on this system, or not as this user.
    return false;
  }
}
