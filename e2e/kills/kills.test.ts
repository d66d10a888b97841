/**
 * The promise in one test: `fabula torture` kills the built program at random moments under load, and nothing that it
 * accepted is lost, and nothing is there twice. The seed is printed and can be given again as FABULA_TEST_SEED.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const bundle = fileURLToPath(new URL('../../dist/fabula.mjs', import.meta.url));
const kills = 6;
const seed = process.env['FABULA_TEST_SEED'];
const serverUrl = process.env['TEST_DATABASE_URL'];

describe.each([
  { database: 'the embedded database', settings: {}, processes: 1 },
  ...(serverUrl ? [{ database: 'PostgreSQL', settings: { DATABASE_URL: serverUrl }, processes: 2 }] : []),
])('$processes × Fabula on $database', ({ settings, processes }) => {
  it(`${kills} kills under load lose nothing and duplicate nothing`, async () => {
    const words = ['--kills', String(kills), '--processes', String(processes), '--seconds-between', '0.5', '--json'];
    const { code, output, errors } = await torture([...words, ...(seed ? ['--seed', seed] : [])], settings);
    console.log(errors);
    const report = JSON.parse(output);
    expect(report).toMatchObject({ kills, processes, lost: 0, duplicated: 0, stuck: 0, wrong: 0, faults: [] });
    expect(report.accepted).toBeGreaterThanOrEqual(200);
    expect(report.completed).toBe(report.accepted);
    expect(report.recovery_ms.worst).toBeGreaterThan(0);
    expect(code).toBe(0);
  });
});

async function torture(words: readonly string[], settings: Readonly<Record<string, string>>) {
  if (!existsSync(bundle)) throw new Error('dist/fabula.mjs is missing; run: node scripts/build.mjs');
  const child = spawn(process.execPath, [bundle, 'torture', ...words], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, output, errors };
}
