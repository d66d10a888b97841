import type pg from 'pg';

/**
 * Runs the body between `begin` and `commit` on one connection. Whatever fails, the connection goes back to the pool without
 * an open transaction, or not at all. The body may send statements without waiting for each (`allSent`); it must have
 * waited for all of them when it ends.
 */
export async function inTransaction<T>(pool: pg.Pool, body: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    const begun = client.query('begin');
    const [, result] = await allSent(begun, body(client));
    await client.query('commit');
    return result;
  } catch (thrown) {
    await client.query('rollback').catch(() => {
      isBroken = true;
    });
    throw thrown;
  } finally {
    client.release(isBroken);
  }
}

/** Waits until all have ended, and fails with the first failure: the others fail because of it. */
export async function allSent<const T extends readonly Promise<unknown>[]>(
  ...sent: T
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const results = await Promise.allSettled(sent);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return Promise.all(sent) as Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>;
}
