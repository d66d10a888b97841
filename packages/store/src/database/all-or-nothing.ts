import type { Result } from '@fabula/model';
import type { Database, Executor } from './database.ts';

/** A transaction that keeps nothing of what failed, whether it was thrown or is a value. */
export async function allOrNothing<T, E>(
  { kysely }: Pick<Database, 'kysely'>,
  run: (executor: Executor) => Promise<Result<T, E>>,
): Promise<Result<T, E>> {
  const transaction = await kysely.startTransaction().execute();
  let isDone = false;
  try {
    const result = await run(transaction);
    isDone = true;
    await (result.ok ? transaction.commit() : transaction.rollback()).execute();
    return result;
  } finally {
    // What was thrown is what the caller has to hear of.
    if (!isDone)
      await transaction
        .rollback()
        .execute()
        .catch(() => undefined);
  }
}
