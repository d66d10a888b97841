/** The key of another tenant, sealed as credentials are: with a data key of its own, bound to its destination. */
import type { SyncDestinationId, TeamId } from '@fabula/model';
import type { SealedDestinationKey, SyncDestination } from '@fabula/store';
import type { Vault } from '../credentials/vault.ts';

const holder = 'sync destination';
const place = 'key of the other tenant';

export function sealDestinationKey(
  vault: Vault,
  id: SyncDestinationId,
  teamId: TeamId,
  key: string,
): SealedDestinationKey {
  const dataKey = vault.newDataKey(id, teamId, holder);
  return { dataKey: dataKey.dataKey, keyId: dataKey.keyId, sealed: vault.seal(dataKey, place, key) };
}

/** Throws CannotOpen. */
export function openDestinationKey(vault: Vault, { id, teamId }: SyncDestination, key: SealedDestinationKey): string {
  const { dataKey, keyId, sealed } = key;
  return vault.open({ holder, id, teamId, dataKey, keyId }, place, sealed);
}
