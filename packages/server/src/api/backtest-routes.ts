/** A draft tried on runs of its live story that have been. An addition to the documented API. */
import type { BacktestStep, RecordedEvent, RecordedRun } from '@fabula/engine';
import { parseJson, stringifyJson, type Value } from '@fabula/formula';
import {
  asId,
  type BacktestResponse,
  backtestInput,
  backtestParams,
  backtestShape,
  type StoryDefinition,
  type StoryId,
  toTimestamp,
} from '@fabula/model';
import { type Executor, findDraft, listRunOutputs, listRuns, type RunSummary } from '@fabula/store';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { visibleStory } from './visible.ts';

/** Of one run; longer ones are followed as far as that. */
const mostEvents = 500;
/** Then what is done is answered with. */
const patienceMs = 20_000;
/** What is shown of one action, in events and in characters of their JSON. */
const mostShown = { events: 10, characters: 20_000 };

export function backtestRoutes(app: ApiScope, { database, engine, stories }: ApiParts): void {
  const { kysely } = database;

  app.post(
    '/api/v1/stories/:story_id/drafts/:draft_id/backtest',
    {
      config: { permission: 'event:read', audit: { none: 'nothing is changed, and nothing is sent' } },
      schema: {
        summary: 'See what a draft would have made of the newest runs',
        description:
          'An addition to the documented API. What actions compute is computed anew; answers from the outside are those of the run, as long as the draft would ask for the same. Nothing is sent and nothing is kept.',
        tags: ['Drafts'],
        params: backtestParams,
        body: backtestInput,
        response: { 200: backtestShape },
      },
    },
    async (request) => {
      const story = await visibleStory(request, kysely, request.params.story_id);
      const row = await findDraft(kysely, story.id, asId<StoryId>(request.params.draft_id));
      if (row === null) return refuse('draft_not_found');
      const live = (await stories.get(story.id)) ?? refuse('story_not_found');
      const draft = (await stories.get(row.id)) ?? refuse('draft_not_found');
      const { items } = await listRuns(kysely, { storyId: live.id }, { page: 1, perPage: request.body.runs });
      const signal = AbortSignal.timeout(patienceMs);
      const runs: BacktestResponse['runs'] = [];
      for (const run of items) {
        if (signal.aborted) break;
        const recorded = await recordedRun(kysely, live, run);
        const { steps, isCut } = await engine.backtest({ live, draft, run: recorded, signal });
        runs.push(describeRun(run, steps, isCut || recorded.events.length === mostEvents));
      }
      return { runs };
    },
  );
}

async function recordedRun(executor: Executor, live: StoryDefinition, { id, guid }: RunSummary): Promise<RecordedRun> {
  const guids = new Map(live.actions.map((action) => [action.id, action.guid]));
  const outputs = await listRunOutputs(executor, id, mostEvents);
  const events = outputs.map(
    ({ actionId, payloadText, createdAt, ...event }): RecordedEvent => ({
      ...event,
      // Of one that was deleted since, the id stands for the guid that nobody knows any more.
      actionGuid: guids.get(actionId) ?? String(actionId),
      payload: readOutput(payloadText),
      at: createdAt.getTime(),
    }),
  );
  return { guid, events };
}

function readOutput(text: string): Value {
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : null;
}

function describeRun(
  run: RunSummary,
  steps: readonly BacktestStep[],
  isCut: boolean,
): BacktestResponse['runs'][number] {
  const isDifferent = steps.some(({ kind }) => kind !== 'same' && kind !== 'not_recorded');
  const isUnknown = steps.some(({ kind }) => kind === 'not_recorded');
  return {
    guid: run.guid,
    start_time: toTimestamp(run.startedAt.getTime()),
    outcome: isDifferent ? 'different' : isUnknown ? 'unknown' : 'same',
    is_cut: isCut,
    same_count: steps.filter(({ kind }) => kind === 'same').length,
    steps: steps.flatMap(({ kind, actionGuid, actionName, why, ...values }) => {
      if (kind === 'same') return [];
      const [before, after] = [shortened(values.before), shortened(values.after)];
      return {
        kind,
        ...{ action_guid: actionGuid, action_name: actionName, why },
        ...{ before: before.shown, after: after.shown, is_shortened: before.isShortened || after.isShortened },
      };
    }),
  };
}

function shortened(values: readonly Value[]): { readonly shown: Value[]; readonly isShortened: boolean } {
  const shown: Value[] = [];
  let characters = 0;
  for (const value of values) {
    characters += stringifyJson(value).length;
    if (shown.length === mostShown.events || characters > mostShown.characters) return { shown, isShortened: true };
    shown.push(value);
  }
  return { shown, isShortened: false };
}
