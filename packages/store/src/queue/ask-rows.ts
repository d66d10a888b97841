/** Questions to people as rows. */
import type { UnitCommit } from '@fabula/engine';
import { Columns } from './array-literal.ts';
import { at, type Part } from './statement-part.ts';

const insertAsks = `insert into tool_confirmation (delivery_id, run_id, story_id, action_id, called_story_id, tool, input, call_key, attended_by, asked_at, expires_at)
select t.delivery_id, t.run_id, t.story_id, t.action_id, t.called_story_id, t.tool, t.input, t.call_key, case when t.call_key is not null then $1::bigint end, ${at('t.asked_at')}, ${at('t.expires_at')}
from unnest($$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::text[], $$::json[], $$::text[], $$::float8[], $$::float8[])
as t(delivery_id, run_id, story_id, action_id, called_story_id, tool, input, call_key, asked_at, expires_at)`;

export function askPart(commits: readonly UnitCommit[]): Part | null {
  const columns = new Columns(10);
  const asks = commits.flatMap((commit) => commit.asks);
  if (asks.length === 0) return null;
  for (const ask of asks) {
    columns.add(
      ask.deliveryId,
      ask.runId,
      ask.storyId,
      ask.actionId,
      ask.calledStoryId,
      ask.tool,
      ask.inputText,
      ask.callKey,
      ask.askedAt,
      ask.expiresAt,
    );
  }
  return { name: 'new_ask', shortName: 'q', sql: insertAsks, values: columns.toParameters() };
}
