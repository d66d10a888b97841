/**
 * The key that seals credentials. Without `FABULA_ENCRYPTION_KEY` one is made at the first start and kept in the data
 * directory, readable by nobody else. Losing it means losing every credential, so it is never replaced.
 */
import { randomBytes } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '@fabula/store';
import type { Settings } from '../settings.ts';

export async function ensureEncryptionKey({ dataDir, encryptionKey }: Settings): Promise<void> {
  if (encryptionKey !== null) return;
  await makeDirectory(dataDir);
  await writeNewFile(join(dataDir, 'encryption.key'), `${randomBytes(32).toString('base64')}\n`);
}

/** Writes a file that only its owner may read. False when it is there already; it is then left as it is. */
export async function writeNewFile(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
  // The mask of the process may have taken rights away, never added any; this states them whatever it was.
  await chmod(path, 0o600);
  return true;
}
