/** After the key of the installation was replaced: data keys that the former one sealed are sealed by the new one. */
import {
  type Database,
  listDataKeysNotBy,
  listDestinationKeysNotBy,
  putDataKey,
  putDestinationDataKey,
} from '@fabula/store';
import type { Logger } from '../observe/logger.ts';
import { CannotOpen, type SealedKey, type Vault } from './vault.ts';

export async function resealDataKeys({ kysely }: Database, vault: Vault, log: Logger): Promise<void> {
  let lost = 0;
  let resealed = 0;
  async function reseal(key: SealedKey, put: (dataKey: Buffer, keyId: string) => Promise<void>): Promise<void> {
    try {
      const { dataKey, keyId } = vault.reseal(key);
      await put(dataKey, keyId);
      resealed += 1;
    } catch (thrown) {
      if (!(thrown instanceof CannotOpen)) throw thrown;
      lost += 1;
    }
  }
  for (const key of await listDataKeysNotBy(kysely, vault.keyId)) {
    await reseal(key, (dataKey, keyId) => putDataKey(kysely, key.id, dataKey, keyId));
  }
  for (const key of await listDestinationKeysNotBy(kysely, vault.keyId)) {
    await reseal({ ...key, holder: 'sync destination' }, (dataKey, keyId) =>
      putDestinationDataKey(kysely, key.id, dataKey, keyId),
    );
  }
  if (resealed > 0) log.info({ credentials: resealed }, 'credentials were sealed with the new encryption key');
  if (lost > 0) {
    log.error(
      { credentials: lost },
      'credentials were sealed with an encryption key that Fabula does not have; set FABULA_ENCRYPTION_KEY_BEFORE to it, or enter them anew',
    );
  }
}
