/**
 * How long events, logs and runs are shown. What has expired is hidden at once, whenever it is removed. Events that share a
 * row expire with the newest of them. What an event shows (the outputs on its way) is read whatever its age.
 *
 * `now` moves the time in tests; otherwise the database's clock counts, the same for all processes. The conditions are for
 * statements that join `story`.
 */
import { type RawBuilder, sql } from 'kysely';

/** Written `keep_events_for` ago or less, or part of a run that is saved. */
export function isLive(
  createdAt: RawBuilder<unknown>,
  runId: RawBuilder<unknown>,
  now: Date | undefined,
): RawBuilder<boolean> {
  return sql`(${createdAt} > ${cutoff(now)} or ${runId} in (select id from run where is_kept))`;
}

/** The newest event of the row of `run` is live, or it is saved, or it goes on. */
export function isRunLive(now: Date | undefined): RawBuilder<boolean> {
  return sql`(run.ended_at > ${cutoff(now)} or run.is_kept or exists (select from delivery where delivery.run_id = run.id))`;
}

/** What was written then or before has expired. */
export function cutoff(now: Date | undefined): RawBuilder<Date> {
  const time = now === undefined ? sql`now()` : sql`${now}::timestamptz`;
  return sql`${time} - story.keep_events_for * interval '1 second'`;
}
