/** Finds out what is on the other side of a destination, and how to speak with it. */
import { createHmac } from 'node:crypto';
import type { AbortSignalLike, Outgoing } from '@fabula/engine';
import { err, ok, type Result } from '@fabula/model';
import { putClaim, putDestinationDialect, type SyncDestination } from '@fabula/store';
import { CannotOpen, type Vault } from '../credentials/vault.ts';
import { openDestinationKey } from './destination-key.ts';
import { checkDocumented, documentedTarget } from './documented-target.ts';
import { checkFabula, fabulaTarget, readSyncFormat } from './fabula-target.ts';
import { type LocalParts, localTarget } from './local-target.ts';
import { tenantId } from './pack-story.ts';
import { failure, type SyncFailure, type SyncTarget } from './sync-target.ts';
import { refusalOf, type TenantApi, tenantApi } from './tenant-api.ts';

export interface TargetParts extends LocalParts {
  readonly outgoing: Outgoing;
  readonly vault: Vault;
  /** How long another tenant may take over one answer. */
  readonly timeoutMs: number;
}

export type Dialect = NonNullable<SyncDestination['dialect']>;

/** Asks the other tenant each time what it speaks: it may have been updated since. */
export async function openTarget(
  destination: SyncDestination,
  parts: TargetParts,
  signal: AbortSignalLike,
): Promise<Result<SyncTarget, SyncFailure>> {
  if (destination.key === null) return ok(localTarget(destination, parts));
  const key = openKey(parts.vault, destination);
  if (!key.ok) return key;
  const { database, outgoing, timeoutMs, vault } = parts;
  const api = tenantApi(outgoing, { url: destination.url, key: key.value, timeoutMs }, signal);
  const dialect = await findDialect(api);
  if (!dialect.ok) return dialect;
  if (destination.dialect === null) await putDestinationDialect(database.kysely, destination.id, dialect.value);
  // Its copies are known in the way in which they were made, so a destination goes on as it began.
  const spoken = destination.dialect ?? dialect.value;
  if (spoken === 'fabula' && dialect.value !== 'fabula') {
    const { host } = new URL(destination.url);
    return err(
      failure(
        `${host} takes no synced stories any more: FABULA_TAKE_SYNCED_STORIES has to be switched on there again.`,
      ),
    );
  }
  const team = destination.targetTeamId;
  if (spoken === 'fabula') return ok(fabulaTarget(api, team, await tenantId(database.kysely)));
  return ok(
    documentedTarget(api, team, {
      claim: (subscriptionId, name) => putClaim(database.kysely, subscriptionId, name),
      secretFor: (guid) =>
        createHmac('sha256', vault.signingKey).update(`${destination.url} ${team} ${guid}`).digest('hex').slice(0, 32),
    }),
  );
}

/** Whether a tenant can be reached, the key may write there, and the team is there. Gives what it speaks. */
export async function checkTenant(
  api: TenantApi,
  teamId: number,
  ownTenant: string,
): Promise<Result<Dialect, SyncFailure>> {
  const dialect = await findDialect(api);
  if (!dialect.ok) return dialect;
  if (dialect.value === 'documented') {
    const checked = await checkDocumented(api, teamId);
    return checked.ok ? dialect : checked;
  }
  const tenant = await checkFabula(api, teamId);
  if (!tenant.ok) return tenant;
  if (tenant.value !== ownTenant) return dialect;
  return err(failure('This is this tenant itself under another address: use its own address, and no key.'));
}

async function findDialect(api: TenantApi): Promise<Result<Dialect, SyncFailure>> {
  const info = await api.ask('GET', '/api/v1/info');
  if (!info.ok) return info;
  const { status } = info.value;
  // Some roles may not see it, and some products do not have it.
  if (status === 200) return ok(readSyncFormat(info.value) === null ? 'documented' : 'fabula');
  if (status === 403 || status === 404) return ok('documented');
  return err(failure(`${new URL(api.url).host} does not speak the API: ${refusalOf(info.value)}`));
}

function openKey(vault: Vault, destination: SyncDestination): Result<string, SyncFailure> {
  const { key } = destination;
  if (key === null) return ok('');
  try {
    return ok(openDestinationKey(vault, destination, key));
  } catch (thrown) {
    if (!(thrown instanceof CannotOpen)) throw thrown;
    return err(
      failure(`The API key cannot be opened: ${thrown.message}. Put it in anew.`, 'destination_tenant_api_key'),
    );
  }
}
