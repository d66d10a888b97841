/** How many processes there are, for whom, and how they end. In JavaScript, which starts quickly. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Script } from '@fabula/engine';
import { describe, expect, it, vi } from 'vitest';
import { createScripts, defaultScriptSettings, type ScriptSettings } from './create-scripts.ts';
import { forkSandbox, type Language, pyodideVersion } from './fork-sandbox.ts';
import type { FromSandbox, ToSandbox } from './script-message.ts';

const slow = 120_000;

function open(changes: Partial<ScriptSettings>) {
  const scripts = createScripts({
    ...defaultScriptSettings,
    wheelFolder: null,
    cacheFolder: null,
    maxProcesses: 2,
    ...changes,
  });
  const run = (owner: string, source: string, more: Partial<Script> = {}, signal = new AbortController().signal) =>
    scripts.run(
      { language: 'javascript', source, input: '1', requirements: [], timeoutMs: 10_000, owner, ...more },
      signal,
    );
  return { scripts, run };
}

const one = 'function main(input) { return input }';
const endless = 'function main() { for (;;); }';

describe('processes of scripts', () => {
  it('are there when a script needs one, and end when none does', { timeout: slow }, async () => {
    const { scripts, run } = open({ idleMs: 20 });
    expect(scripts.processCount).toBe(0);
    expect(await run('a', one)).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(scripts.processCount).toBe(0), 10_000);
    await scripts.close();
  });

  it('are never more than allowed: scripts wait for their turn', { timeout: slow }, async () => {
    const { scripts, run } = open({ maxProcesses: 1 });
    let most = 0;
    const results = ['a', 'b', 'a', 'c'].map(async (owner) => {
      const result = await run(owner, one);
      most = Math.max(most, scripts.processCount);
      return result.ok;
    });
    expect(await Promise.all(results)).toEqual([true, true, true, true]);
    expect(most).toBe(1);
    await scripts.close();
  });

  it('a script that waits for its turn can be cancelled', { timeout: slow }, async () => {
    const { scripts, run } = open({ maxProcesses: 1 });
    const controller = new AbortController();
    const first = run('a', endless);
    const second = run('b', one, {}, controller.signal);
    await vi.waitFor(() => expect(scripts.processCount).toBe(1));
    controller.abort();
    expect(await second).toMatchObject({ ok: false, error: { kind: 'aborted' } });
    await scripts.close();
    expect(await first).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(scripts.processCount).toBe(0);
  });

  it('what is too large is refused by name, on the way in and on the way out', { timeout: slow }, async () => {
    const { scripts, run } = open({ maxInputLength: 2_000_000, maxOutputLength: 1_000_000 });
    expect(await run('a', one, { input: `"${'x'.repeat(2_000_000)}"` })).toMatchObject({
      error: { message: 'The input is larger than 2 MB.' },
    });
    expect(await run('a', one, { input: `"${'x'.repeat(1_000_000)}"` })).toMatchObject({
      error: { message: 'What main gives back is larger than 1 MB.' },
    });
    await scripts.close();
  });

  it('a snapshot from which Python does not start is no hindrance', { timeout: slow }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fabula-snapshot-'));
    const file = join(folder, `python-${pyodideVersion()}.snapshot`);
    await writeFile(file, Buffer.alloc(21 * 1024 ** 2, 'no snapshot'));
    const { scripts, run } = open({ cacheFolder: folder, maxProcesses: 1 });
    expect(await run('a', 'def main(input): return input', { language: 'python' })).toMatchObject({ ok: true });
    expect(existsSync(file)).toBe(false);
    await scripts.close();
    await rm(folder, { recursive: true });
  });

  it.each<[Language, string]>([
    ['javascript', endless],
    ['python', 'def main(input):\n    while True: pass'],
  ])('a %s script ends itself when its server is gone', { timeout: slow }, async (language, source) => {
    const child = forkSandbox({ language, snapshot: null }, defaultScriptSettings);
    const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
    await new Promise<void>((resolve) => {
      child.on('message', (message: FromSandbox) => {
        if (message.kind === 'ready') {
          child.send({ source, input: '1', wheels: [], timeoutMs: 10 } satisfies ToSandbox);
        } else {
          // from here on nobody would kill it
          child.disconnect();
          resolve();
        }
      });
    });
    await ended;
    expect(child.exitCode).not.toBeNull();
  });
});
