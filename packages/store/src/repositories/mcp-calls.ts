/**
 * Calls by MCP clients that a person is asked about. A client waits for a while, and calls again when that was not long enough: then
 * it gets the outcome of its first call, and nobody is asked twice. While a connection attends to a call, an equal one is another
 * call; a process that has died attends to nothing.
 */
import { asId, type ProcessId, type RunId, type ToolConfirmationId, type ToolConfirmationStatus } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { statusAt } from './tool-confirmations.ts';

/**
 * An earlier call with this key whose outcome nobody has heard and nobody waits for, from now on attended to by this process; the
 * oldest. An outcome is kept for as long again as the question was open. Waits for whoever is deciding about it at this moment:
 * passing it over would ask the person a second time.
 */
export async function attendToEarlierCall(
  executor: Executor,
  callKey: string,
  processId: ProcessId,
  now: number,
): Promise<ToolConfirmationId | null> {
  const { rows } = await sql<{ id: number }>`
    update tool_confirmation set attended_by = ${processId} where id = (
      select c.id from tool_confirmation c
      where c.call_key = ${callKey} and c.told_at is null
        and to_timestamp(${now}::float8 / 1000) < c.expires_at + (c.expires_at - c.asked_at)
        and not exists (select from process p where p.id = c.attended_by)
      order by c.id limit 1 for update
    ) returning id
  `.execute(executor);
  return rows[0] === undefined ? null : asId(rows[0].id);
}

/** The one that the run of an MCP call began with. */
export async function findConfirmationOfRun(executor: Executor, runId: RunId): Promise<ToolConfirmationId | null> {
  const row = await executor
    .selectFrom('tool_confirmation')
    .select('id')
    .where('run_id', '=', runId)
    .where('call_key', 'is not', null)
    .executeTakeFirst();
  return row === undefined ? null : asId(row.id);
}

export interface McpCallState {
  readonly status: ToolConfirmationStatus;
  readonly reason: string | null;
  /** Of the story that is called. */
  readonly runId: RunId;
  /** Nothing of the run is left to do. */
  readonly isOver: boolean;
}

/** null: it is gone together with its run. */
export async function readMcpCall(
  executor: Executor,
  id: ToolConfirmationId,
  now: number,
): Promise<McpCallState | null> {
  const { rows } = await sql<{
    status: ToolConfirmationStatus;
    reason: string | null;
    run_id: number;
    is_over: boolean;
  }>`
    select ${statusAt(now)} as status, c.reason, c.run_id,
      not exists (select from delivery d where d.run_id = c.run_id) as is_over
    from tool_confirmation c where c.id = ${id}
  `.execute(executor);
  const [row] = rows;
  if (row === undefined) return null;
  return { status: row.status, reason: row.reason, runId: asId(row.run_id), isOver: row.is_over };
}

/** The connection does not wait any more. `toldAt`: it was told the outcome; null: an equal call is told. */
export async function leaveMcpCall(executor: Executor, id: ToolConfirmationId, toldAt: Date | null): Promise<void> {
  await executor
    .updateTable('tool_confirmation')
    .set({ attended_by: null, ...(toldAt === null ? {} : { told_at: toldAt }) })
    .where('id', '=', id)
    .execute();
}
