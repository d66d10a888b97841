/** Credentials whose people are to be told that they expire. */
import { asId, type CredentialId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';

/** How near the end is: a week at most, a day at most, or it has come. */
export type ExpiryMark = 'week' | 'day' | 'over';

export interface ExpiringCredential {
  readonly id: CredentialId;
  readonly name: string;
  readonly teamName: string;
  readonly expiresAt: Date;
  /** What was told last of this moment of expiry. */
  readonly told: ExpiryMark | null;
  /** Those who were chosen; the owner, where nobody was; the owners of the installation, where that one is gone. */
  readonly recipients: readonly string[];
}

/** Those of which something may still be told, that expire before this moment. */
export async function listExpiring(executor: Executor, before: Date): Promise<readonly ExpiringCredential[]> {
  const { rows } = await sql<{
    id: number;
    name: string;
    team_name: string;
    expires_at: Date;
    expiry_told: ExpiryMark | null;
    chosen: string[];
    owner: string | null;
    admins: string[];
  }>`
    select c.id, c.name, t.name as team_name, c.expires_at, c.expiry_told,
      array(
        select u.email from app_user u where u.id = any(c.expiry_recipient_ids) and u.is_active order by u.email
      ) as chosen,
      (select u.email from app_user u where u.id = c.user_id and u.is_active) as owner,
      array(select u.email from app_user u where u.is_admin and u.is_active and not u.is_service order by u.email) as admins
    from credential c join team t on t.id = c.team_id
    where c.is_expiry_notified and c.expires_at < ${before} and c.expiry_told is distinct from 'over'
    order by c.id
  `.execute(executor);
  return rows.map(({ chosen, owner, admins, ...row }) => ({
    id: asId(row.id),
    name: row.name,
    teamName: row.team_name,
    expiresAt: row.expires_at,
    told: row.expiry_told,
    recipients: chosen.length > 0 ? chosen : owner === null ? admins : [owner],
  }));
}

/** Whether it is still as it was read, and so may be told. In a transaction of the caller. */
export async function putExpiryTold(
  executor: Executor,
  { id, expiresAt, told }: ExpiringCredential,
  mark: ExpiryMark,
): Promise<boolean> {
  const { rows } = await sql`
    update credential set expiry_told = ${mark}
    where id = ${id} and expires_at = ${expiresAt} and expiry_told is not distinct from ${told} and is_expiry_notified
    returning id
  `.execute(executor);
  return rows.length > 0;
}
