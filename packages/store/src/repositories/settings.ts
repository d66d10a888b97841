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

/** Puts the value unless there is one already; gives the one that is there, the same to everybody who asks at once. */
export async function keepSetting(executor: Executor, name: string, value: Value): Promise<Value> {
  await executor
    .insertInto('setting')
    .values({ name, value: stringifyJson(value) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  return (await findSetting(executor, name)) ?? value;
}
