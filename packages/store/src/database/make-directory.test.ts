import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { makeDirectory } from './make-directory.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fabula-test-'));
  return () => rm(folder, { recursive: true, force: true });
});

test('what is missing on the way is made, for its owner only, and what is there stays', async () => {
  const path = join(folder, 'a', 'b');
  await makeDirectory(path);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  await writeFile(join(path, 'file'), 'kept');
  await Promise.all([makeDirectory(path), makeDirectory(join(path, 'c')), makeDirectory(join(path, 'c'))]);
  expect((await stat(join(path, 'file'))).size).toBe(4);
});

test('a file in its place is an error that says so', async () => {
  const path = join(folder, 'taken');
  await writeFile(path, '');
  await expect(makeDirectory(path)).rejects.toMatchObject({ code: 'EEXIST', syscall: 'mkdir' });
  await expect(makeDirectory(join(path, 'below'))).rejects.toMatchObject({ syscall: 'mkdir' });
});

test.runIf(process.platform === 'linux')(
  'a file system that lets nothing be made is an error, not a wait',
  async () => {
    await expect(makeDirectory('/proc/fabula/data')).rejects.toMatchObject({ code: 'ENOENT', syscall: 'mkdir' });
  },
);
