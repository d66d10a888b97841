/** Facts about the installation as a whole, by name. */
import { stringifyJson, type Value } from '@fabula/formula';
import type { Executor } from '../database/database.ts';
import { readStored } from '../database/stored-json.ts';

export async function findSetting(executor: Executor, name: string): Promise<Value | undefined> {
  const row = await executor.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst();
  return row === undefined ? undefined : readStored(row.value);
}

export async function putSetting(executor: Executor, name: string, value: Value): Promise<void> {
  const text = stringifyJson(value);
  await executor
    .insertInto('setting')
    .values({ name, value: text })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: text }))
    .execute();
}
