import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder, and those above it that are missing, for its owner only. In place of `mkdir` with `recursive`, which
 * never ends where the file system says that there is nothing and lets nothing be made (`/proc`, Node 20).
 */
export async function makeDirectory(path: string): Promise<void> {
  const missing: string[] = [];
  for (let folder = resolve(path); !(await isDirectory(folder)); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) {
    try {
      await mkdir(folder, { mode: 0o700 });
    } catch (error) {
      // another program may have made it in between
      if (!(await isDirectory(folder))) throw error;
    }
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Not there, or not to be seen: making it says which.
    return false;
  }
}
