/**
 * What the reports read (tables: 0016-reports.ts). Drafts save nobody any time, so they are left out there; the tokens that they
 * use are paid all the same. Whatever belongs to a story that is gone is seen by the team that had it last.
 */
import { type ActionId, asId, type StoryId, type TeamId } from '@fabula/model';
import { type RawBuilder, sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

export interface ReportSearch {
  /** Teams that the caller sees; null: all. */
  readonly teamIds: readonly TeamId[] | null;
  readonly storyId?: StoryId | undefined;
  readonly actionId?: ActionId | undefined;
  /** The hour of the first is included, that of the second as far as it has begun before. */
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

/** Where the units of time of PostgreSQL and of the API are the same. */
export type ReportUnit = 'hour' | 'day' | 'week' | 'month';

export interface SavedTime {
  /** Start of the period, UTC. */
  readonly at: Date;
  readonly seconds: number;
}

/** Periods in which something was saved, oldest first. */
export async function listSavedTime(
  executor: Executor,
  search: ReportSearch,
  unit: ReportUnit,
): Promise<readonly SavedTime[]> {
  const { rows } = await sql<{ at: Date; seconds: number }>`
    select date_trunc(${unit}, h.hour, 'UTC') as at, sum(h.saved_seconds) as seconds
    from action_hour h ${stories}
    where h.saved_seconds > 0 and (s.id is null or s.live_id is null) and (s.id is not null or f.story_id is not null)
      and ${matching(search)}
    group by 1 order by 1
  `.execute(executor);
  return rows;
}

export type PerformanceOrder = 'most_runs' | 'fewest_runs' | 'slowest' | 'fastest';

export interface ActionPerformance {
  readonly actionId: ActionId;
  readonly storyId: StoryId;
  /** `Agents::…Agent` */
  readonly type: string;
  readonly name: string;
  readonly storyName: string;
  readonly runs: number;
  readonly averageMs: number;
  readonly leastMs: number;
  readonly mostMs: number;
  /** The last hour in which it ran. */
  readonly recordedAt: Date;
}

/** Actions of live stories that are there and have run. */
export async function listActionPerformance(
  executor: Executor,
  search: ReportSearch,
  order: PerformanceOrder,
  paging: Paging,
): Promise<Page<ActionPerformance>> {
  const { limit, offset } = windowOf(paging);
  const matched = sql`from action_hour h join action a on a.id = h.action_id join story s on s.id = a.story_id
    left join former_story f on false
    where s.live_id is null and ${matching(search)}`;
  const total = await sql<{ count: number }>`
    select count(distinct h.action_id)::int as count ${matched}`.execute(executor);
  const { rows } = await sql<{
    action_id: number;
    story_id: number;
    type: string;
    name: string;
    story_name: string;
    runs: number;
    average_ms: number;
    least_ms: number;
    most_ms: number;
    recorded_at: Date;
  }>`
    select a.id as action_id, a.type, a.name, s.id as story_id, s.name as story_name, sum(h.runs)::float8 as runs,
      sum(h.took_ms) / sum(h.runs)::float8 as average_ms, min(h.least_ms) as least_ms, max(h.most_ms) as most_ms,
      max(h.hour) as recorded_at
    ${matched}
    group by a.id, a.type, a.name, s.id, s.name
    order by ${performanceOrders[order]}, a.id limit ${limit} offset ${offset}
  `.execute(executor);
  return {
    count: total.rows[0]?.count ?? 0,
    items: rows.map((row) => ({
      actionId: asId<ActionId>(row.action_id),
      storyId: asId<StoryId>(row.story_id),
      type: row.type,
      name: row.name,
      storyName: row.story_name,
      runs: row.runs,
      averageMs: row.average_ms,
      leastMs: row.least_ms,
      mostMs: row.most_ms,
      recordedAt: row.recorded_at,
    })),
  };
}

const performanceOrders: Readonly<Record<PerformanceOrder, RawBuilder<unknown>>> = {
  most_runs: sql`runs desc`,
  fewest_runs: sql`runs`,
  slowest: sql`average_ms desc`,
  fastest: sql`average_ms`,
};

export interface ModelUsage {
  /** What it is grouped by, as text; null: the whole, or what belongs to no group. */
  readonly group: string | null;
  readonly uses: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens: number;
}

export interface ModelSearch extends ReportSearch {
  readonly model?: string | undefined;
}

export type ModelGrouping = 'all' | 'model' | 'team' | 'day' | 'story' | 'action';

/** Most used first, days in their order. `all` gives one row, of zeroes where nothing was used. */
export async function listModelUsage(
  executor: Executor,
  search: ModelSearch,
  grouping: ModelGrouping,
): Promise<readonly ModelUsage[]> {
  const sums = sql`coalesce(sum(h.uses), 0)::float8 as uses, coalesce(sum(h.input_tokens), 0)::float8 as input_tokens,
    coalesce(sum(h.output_tokens), 0)::float8 as output_tokens, coalesce(sum(h.cached_tokens), 0)::float8 as cached_tokens`;
  const matched = sql`from model_hour h ${stories}
    where ${matching(search)} and ${search.model === undefined ? sql`true` : sql`h.model = ${search.model}`}`;
  const by = modelGroups[grouping];
  const query =
    by === null
      ? sql<UsageRow>`select null as grouped, ${sums} ${matched}`
      : sql<UsageRow>`select ${by} as grouped, ${sums} ${matched} group by 1
          order by ${grouping === 'day' ? sql`1` : sql`sum(h.uses) desc, 1`} limit 10000`;
  const { rows } = await query.execute(executor);
  return rows.map((row) => ({
    group: row.grouped,
    uses: row.uses,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cachedTokens: row.cached_tokens,
  }));
}

interface UsageRow {
  grouped: string | null;
  uses: number;
  input_tokens: number;
  output_tokens: number;
  cached_tokens: number;
}

const modelGroups: Readonly<Record<ModelGrouping, RawBuilder<unknown> | null>> = {
  all: null,
  model: sql`h.model`,
  team: sql`coalesce(s.team_id, f.team_id)::text`,
  day: sql`to_char(h.hour at time zone 'UTC', 'YYYY-MM-DD')`,
  story: sql`coalesce(s.live_id, h.story_id)::text`,
  action: sql`h.action_id::text`,
};

const stories = sql`left join story s on s.id = h.story_id left join former_story f on f.story_id = h.story_id`;

function matching({ teamIds, storyId, actionId, since, until }: ReportSearch): RawBuilder<unknown> {
  return sql.join(
    [
      teamIds === null ? sql`true` : sql`coalesce(s.team_id, f.team_id) = ${anyOf(teamIds)}`,
      storyId === undefined ? sql`true` : sql`coalesce(s.live_id, h.story_id) = ${storyId}`,
      actionId === undefined ? sql`true` : sql`h.action_id = ${actionId}`,
      since === undefined ? sql`true` : sql`h.hour >= date_trunc('hour', ${since}::timestamptz)`,
      until === undefined ? sql`true` : sql`h.hour < ${until}::timestamptz`,
    ],
    sql` and `,
  );
}
