/** Who asks: found once per request, before anything else is read. */
import type { HeldRole, TeamId, TenantGrant, UserId } from '@fabula/model';

export interface Principal {
  readonly userId: UserId;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Owner of the tenant: every permission in every team. */
  readonly isOwner: boolean;
  readonly tenantPermissions: readonly TenantGrant[];
  readonly roleByTeam: ReadonlyMap<TeamId, HeldRole>;
  /** A session comes with every request that a browser makes to us, wanted or not; a key does not. */
  readonly via: 'session' | 'api_key';
}
