/** After the key of the installation was replaced: data keys that the former one sealed are sealed by the new one. */
import { type Database, listDataKeysNotBy, putDataKey } from '@fabula/store';
import type { Logger } from '../observe/logger.ts';
import { CannotOpen, type Vault } from './vault.ts';

export async function resealDataKeys({ kysely }: Database, vault: Vault, log: Logger): Promise<void> {
  let lost = 0;
  let resealed = 0;
  for (const key of await listDataKeysNotBy(kysely, vault.keyId)) {
    try {
      const { dataKey, keyId } = vault.reseal(key);
      await putDataKey(kysely, key.id, dataKey, keyId);
      resealed += 1;
    } catch (thrown) {
      if (!(thrown instanceof CannotOpen)) throw thrown;
      lost += 1;
    }
  }
  if (resealed > 0) log.info({ credentials: resealed }, 'credentials were sealed with the new encryption key');
  if (lost > 0) {
    log.error(
      { credentials: lost },
      'credentials were sealed with an encryption key that Fabula does not have; set FABULA_ENCRYPTION_KEY_BEFORE to it, or enter them anew',
    );
  }
}
