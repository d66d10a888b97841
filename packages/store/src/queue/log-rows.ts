/** Logs as rows. */
import type { UnitCommit } from '@fabula/engine';
import { Columns } from './array-literal.ts';
import { at, type Part } from './statement-part.ts';

const insertLogs = `insert into action_log (id, run_id, story_id, action_id, inbound_event_id, level, message, created_at)
select t.id, t.run_id, t.story_id, t.action_id, t.inbound_event_id, t.level, t.message, ${at('t.created_at')}
from unnest($$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::smallint[], $$::text[], $$::float8[])
as t(id, run_id, story_id, action_id, inbound_event_id, level, message, created_at)`;

export function logPart(commits: readonly UnitCommit[]): Part | null {
  const columns = new Columns(8);
  let count = 0;
  for (const commit of commits) {
    for (const log of commit.logs) {
      count++;
      const message = readableText(log.message);
      columns.add(log.id, log.runId, log.storyId, log.actionId, log.inboundEventId, log.level, message, log.createdAt);
    }
  }
  if (count === 0) return null;
  return {
    name: 'new_log',
    shortName: 'nl',
    sql: insertLogs,
    values: columns.toParameters(),
  };
}

/** Plain text columns cannot hold U+0000 or half a surrogate pair; people read an escape instead. */
function readableText(text: string): string {
  return text.replaceAll('\u0000', '\\u0000').toWellFormed();
}
