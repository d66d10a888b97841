/** Reports (reference: api/reporting.md): time saved, how actions perform, what language models were used for. */
import {
  type ActionId,
  type AiGrouping,
  actionPerformanceInput,
  actionPerformanceListShape,
  aiUsageInput,
  aiUsageShape,
  asId,
  assertNever,
  type StoryId,
  timeSavedInput,
  timeSavedListShape,
  toTimestamp,
} from '@fabula/model';
import {
  listActionPerformance,
  listModelUsage,
  listSavedTime,
  type ModelGrouping,
  type ModelUsage,
  type PerformanceOrder,
} from '@fabula/store';
import { periodOf, startOf } from '../reporting/periods.ts';
import { usageWindow } from '../reporting/usage-window.ts';
import { ApiFailure } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';
import { teamsToList } from './visible.ts';

const tags = ['Reporting'];

const orders = {
  most_active_actions: 'most_runs',
  action_with_least_activity: 'fewest_runs',
  slowest_actions: 'slowest',
  fastest_actions: 'fastest',
} as const satisfies Record<string, PerformanceOrder>;

export function reportRoutes(app: ApiScope, { database, clock, publicUrl }: ApiParts): void {
  const { kysely } = database;

  app.get(
    '/api/v1/reporting/time_saved',
    {
      config: { permission: 'story:read' },
      schema: {
        summary: 'Time saved by actions, by period',
        description: 'In seconds, oldest period first. The order is unconfirmed.',
        tags,
        body: timeSavedInput,
        response: { 200: timeSavedListShape },
      },
    },
    async (request) => {
      const { body } = request;
      const { date_unit: unit, start_date: start, end_date: end } = body;
      const saved = await listSavedTime(
        kysely,
        {
          teamIds: teamsToList(request, body.team_id),
          storyId: body.story_id ? asId<StoryId>(body.story_id) : undefined,
          actionId: body.action_id ? asId<ActionId>(body.action_id) : undefined,
          since: start === undefined ? undefined : new Date(start),
          until: end === undefined ? undefined : new Date(end),
        },
        unit,
      );
      const secondsByPeriod = new Map(saved.map(({ at, seconds }) => [periodOf(at.getTime(), unit), seconds]));
      const found = [...secondsByPeriod.keys()];
      const first = start === undefined ? found[0] : periodOf(start, unit);
      // Nothing is told of what is still to come, unless it is asked for; the end itself is not part of what is.
      const last = periodOf(end === undefined ? clock.now() : end - 1, unit);
      const isFilled = body.fill_gaps && first !== undefined;
      const count = isFilled ? Math.max(0, last - first + 1) : found.length;
      const { page, perPage } = toPaging(body);
      const offset = (page - 1) * perPage;
      const shown = isFilled
        ? Array.from({ length: Math.max(0, Math.min(perPage, count - offset)) }, (_, index) => first + offset + index)
        : found.slice(offset, offset + perPage);
      return {
        time_saved: shown.map((period) => ({
          date: toTimestamp(startOf(period, unit)),
          value: secondsByPeriod.get(period) ?? 0,
        })),
        meta: metaOf(request, publicUrl(), body, count),
      };
    },
  );

  app.get(
    '/api/v1/reporting/action_performance',
    {
      config: { permission: 'story:read' },
      schema: {
        summary: 'How long actions take and how often they run',
        description: 'For clients of the time when this was documented. Durations are in seconds (unconfirmed).',
        tags,
        body: actionPerformanceInput,
        response: { 200: actionPerformanceListShape },
      },
    },
    async (request) => {
      const { body } = request;
      const search = {
        teamIds: teamsToList(request, body.team_id),
        storyId: body.story_id ? asId<StoryId>(body.story_id) : undefined,
        actionId: body.action_id ? asId<ActionId>(body.action_id) : undefined,
      };
      const { items, count } = await listActionPerformance(kysely, search, orders[body.filter_option], toPaging(body));
      return {
        action_performance: items.map((action) => ({
          action: {
            id: action.actionId,
            story_id: action.storyId,
            type: shortType(action.type),
            name: action.name,
            story_container: { id: action.storyId, live_story: { group: false } },
          },
          average_duration: toSeconds(action.averageMs),
          min_duration: toSeconds(action.leastMs),
          max_duration: toSeconds(action.mostMs),
          processed_count: action.runs,
          story_name: action.storyName,
          recorded_at: toTimestamp(action.recordedAt.getTime()),
        })),
        meta: metaOf(request, publicUrl(), body, count),
      };
    },
  );

  app.get(
    '/api/v1/ai_usage',
    {
      config: { permission: 'story:read' },
      schema: {
        summary: 'What AI Agents used of language models',
        description:
          'Credits and cost are 0: whoever runs Fabula pays the provider. There is one provider, with the id 1, and one feature, ai_agents.',
        tags,
        body: aiUsageInput,
        response: { 200: aiUsageShape },
      },
    },
    async (request) => {
      const { body } = request;
      const window = usageWindow(body, clock.now());
      if (!window.ok) throw new ApiFailure([window.error]);
      const isNothing =
        Boolean(body.user_id) ||
        (body.provider_id ?? onlyProvider) !== onlyProvider ||
        (body.feature || onlyFeature) !== onlyFeature;
      const search = {
        teamIds: isNothing ? [] : teamsToList(request, body.team_id),
        storyId: body.story_id ? asId<StoryId>(body.story_id) : undefined,
        actionId: body.action_id ? asId<ActionId>(body.action_id) : undefined,
        model: body.model_id || undefined,
        since: new Date(window.value.since),
        until: new Date(window.value.until),
      };
      if (isNothing) teamsToList(request, null);
      const [total = nothing] = await listModelUsage(kysely, search, 'all');
      if (!body.group_by) return toUsage(total);
      const grouping = body.group_by;
      const groups = (await listModelUsage(kysely, search, storedGrouping(grouping)))
        .filter(({ uses }) => uses > 0)
        .map((usage) => ({ key: keyOf(grouping, usage.group), ...toUsage(usage) }));
      return { ...toUsage(total), groups };
    },
  );
}

/** The one that the settings name. */
const onlyProvider = 1;
const onlyFeature = 'ai_agents';

const nothing: ModelUsage = { group: null, uses: 0, inputTokens: 0, outputTokens: 0, cachedTokens: 0 };

function toUsage({ uses, inputTokens, outputTokens, cachedTokens }: ModelUsage) {
  return {
    credits_used: 0,
    billed_cost: 0,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    cached_tokens: cachedTokens,
    usage_count: uses,
  };
}

/** Nobody in particular asks for what a story does, so the group of the user is the whole. */
function storedGrouping(grouping: AiGrouping): ModelGrouping {
  switch (grouping) {
    case 'provider':
    case 'feature':
    case 'user':
      return 'all';
    case 'model':
    case 'team':
    case 'day':
    case 'story':
    case 'action':
      return grouping;
    default:
      return assertNever(grouping);
  }
}

function keyOf(grouping: AiGrouping, group: string | null): string | number | null {
  if (grouping === 'provider') return onlyProvider;
  if (grouping === 'feature') return onlyFeature;
  if (group === null || grouping === 'model' || grouping === 'day') return group;
  return Number(group);
}

function toSeconds(ms: number): number {
  return Math.round(ms) / 1000;
}

/** `Agents::EventTransformationAgent` → `eventTransformation`, `Agents::HTTPRequestAgent` → `httpRequest`. */
export function shortType(type: string): string {
  const name = type.replace(/^Agents::/, '').replace(/Agent$/, '');
  return name.replace(/^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z]+$|[A-Z])/, (start) => start.toLowerCase());
}
