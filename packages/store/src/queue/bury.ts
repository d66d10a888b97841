import type pg from 'pg';
import { WORK_CHANNEL } from './engine-notices.ts';

/**
 * Buries processes inside the caller's transaction, and gives how many deliveries they had claimed. Removing a row waits for a
 * commit or claim of that process that is on its way, and makes every later one fail. What those claimed is seen only by
 * a statement that begins afterwards: two statements.
 */
export async function bury(client: pg.ClientBase, ids: readonly number[]): Promise<number> {
  if (ids.length === 0) return 0;
  await client.query('delete from process where id = any($1::bigint[])', [ids]);
  const { rowCount } = await client.query(
    `update delivery set claimed_by = null, is_outcome_unknown = is_outcome_unknown or started_at is not null
where claimed_by = any($1::bigint[])`,
    [ids],
  );
  const freed = rowCount ?? 0;
  if (freed > 0) await client.query(`select pg_notify('${WORK_CHANNEL}', '')`);
  return freed;
}
