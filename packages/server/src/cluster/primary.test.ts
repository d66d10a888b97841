import cluster from 'node:cluster';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { forkChild } from './primary.ts';

test('what is said to a process that has just been killed is not the end of the primary', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fabula-primary-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const exec = join(folder, 'child.mjs');
  writeFileSync(exec, "process.send({ ready: 'yes' }); setInterval(() => undefined, 1_000);\n");
  cluster.setupPrimary({ exec, execArgv: [] });
  const child = forkChild();
  expect(await child.ready).toBe('yes');
  process.kill(child.pid, 'SIGKILL');
  // It dies while this process is too busy to notice.
  const until = performance.now() + 300;
  while (performance.now() < until);
  child.stop();
  expect(await child.ended).toBeNull();
});
