// One at a time, between processes: two `npm start` at the same moment must not install or build into each other.
//
// The lock is a folder (making one is atomic) with one empty file named after the process that holds it. A lock whose
// process is gone is removed by deleting that file first, which only one of several waiting processes can do, and then
// the folder, which the system refuses unless it is empty: so a lock just taken is never removed by mistake.
import { mkdirSync, readdirSync, rmdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './root.mjs';

/** Runs `work` while no other process runs anything under the same name. */
export async function withLock(name, work) {
  const cache = join(root, '.cache');
  const folder = join(cache, `${name}.lock`);
  mkdirSync(cache, { recursive: true });
  while (!take(folder)) {
    removeIfAbandoned(folder);
    await pause(100);
  }
  try {
    return await work();
  } finally {
    release(folder, String(process.pid));
  }
}

function take(folder) {
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, String(process.pid)), '');
    return true;
  } catch (error) {
    if (error.code === 'EEXIST' || error.code === 'ENOENT') return false;
    throw error;
  }
}

function release(folder, holder) {
  unlinkSync(join(folder, holder));
  rmdirSync(folder);
}

function removeIfAbandoned(folder) {
  try {
    const [holder] = readdirSync(folder);
    if (holder !== undefined) {
      if (!isAlive(Number(holder))) release(folder, holder);
    } else if (Date.now() - statSync(folder).mtimeMs > 5000) {
      // Its process was killed between the two steps of taking it.
      rmdirSync(folder);
    }
  } catch {
    // Somebody else released or removed it at the same moment.
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
