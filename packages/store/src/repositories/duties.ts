/** Work of the whole installation that one process does at a time: looking into mailboxes, telling people, sending stories to where they are synced. */
import type { ProcessId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';

export type DutyName = 'mailboxes' | 'monitoring' | 'sync';

/** Whether the duty is the process's own, from now on or still. One that another living process has stays with that. */
export async function takeDuty(executor: Executor, name: DutyName, processId: ProcessId): Promise<boolean> {
  const { rows } = await sql<{ is_own: boolean }>`
    with taken as (
      insert into duty as d (name, process_id)
      select ${name}, id from process where id = ${processId}
      on conflict (name) do update set process_id = excluded.process_id where d.process_id is null
      returning 1
    )
    select exists (select from taken)
      or exists (select from duty where name = ${name} and process_id = ${processId}) as is_own
  `.execute(executor);
  return rows[0]?.is_own ?? false;
}

export async function giveUpDuty(executor: Executor, name: DutyName, processId: ProcessId): Promise<void> {
  await executor
    .updateTable('duty')
    .set({ process_id: null })
    .where('name', '=', name)
    .where('process_id', '=', processId)
    .execute();
}
