/**
 * The key that seals credentials. Without `FABULA_ENCRYPTION_KEY` one is made at the first start and kept in the data
 * directory, readable by nobody else. Losing it means losing every credential, so it is never replaced by Fabula; whoever
 * replaces it names the former one in `FABULA_ENCRYPTION_KEY_BEFORE`, until one start has sealed everything anew.
 */
import { randomBytes } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '@fabula/store';
import { readKey } from '../credentials/vault.ts';
import type { Settings } from '../settings.ts';

/** Another process may be writing the file at this moment. */
const waitForFileMs = 2_000;

/** The key of now, and the one before it, if there is one. */
export async function loadEncryptionKeys(settings: Settings): Promise<readonly [Buffer, ...Buffer[]]> {
  const { encryptionKey, encryptionKeyBefore } = settings;
  const current = encryptionKey === null ? await loadKeyFile(settings) : readKey(encryptionKey);
  if (current === null) throw new Error('FABULA_ENCRYPTION_KEY is no key of 32 bytes');
  const before = encryptionKeyBefore === null ? null : readKey(encryptionKeyBefore);
  return before === null ? [current] : [current, before];
}

async function loadKeyFile({ dataDir }: Settings): Promise<Buffer> {
  const path = join(dataDir, 'encryption.key');
  await makeDirectory(dataDir);
  await writeNewFile(path, `${randomBytes(32).toString('base64')}\n`);
  const giveUpAt = Date.now() + waitForFileMs;
  for (;;) {
    const key = readKey(await readFile(path, 'utf8'));
    if (key !== null) return key;
    if (Date.now() > giveUpAt) {
      throw new Error(`${path} does not hold a key of 32 bytes; bring the file back from a backup`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
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
