/** What the engine has to do, for owners of the tenant (reference: api/admin.md, jobs). */
import {
  type ActionId,
  asId,
  jobActionParams,
  jobParams,
  jobShape,
  jobStates,
  listJobsInput,
  pageShape,
  runStartedShape,
} from '@fabula/model';
import {
  deleteJob,
  deleteJobs,
  type Executor,
  findAction,
  findDeadJob,
  type Job,
  keepDeadJob,
  listJobs,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { recordActionAudit } from '../audit/record-action-audit.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';

const tags = ['Jobs'];
const base = '/api/v1/admin';
/** Rows removed by one statement: few enough that others are not kept waiting. */
const batchSize = 2_000;

/** The last is a name of ours. */
const deletions = { queued: 'JobsQueuedDeletion', retry: 'JobsRetryingDeletion', dead: 'JobsDeadDeletion' } as const;
type Deleted = keyof typeof deletions;

export function jobRoutes(app: ApiScope, { database, clock, publicUrl, engine, stories }: ApiParts): void {
  const { kysely } = database;

  for (const state of jobStates) {
    const key = `admin/${state}_jobs` as const;
    app.get(
      `${base}/${state}_jobs`,
      {
        config: { permission: 'tenant:manage' },
        schema: {
          summary: `List ${state.replace('_', ' ')} jobs`,
          description: descriptions[state],
          tags,
          body: listJobsInput,
          response: { 200: pageShape(key, jobShape) },
        },
      },
      async (request) => {
        const { body } = request;
        const { items, count } = await listJobs(kysely, state, clock.now(), toPaging(body));
        // The key is one of four, which the types cannot follow.
        return { [key]: items.map(toResponse), meta: metaOf(request, publicUrl(), body, count) } as never;
      },
    );
  }

  for (const state of ['queued', 'retry', 'dead'] as const) {
    const config = { permission: 'tenant:manage', audit: deletions[state] } as const;
    app.delete(
      `${base}/delete_all_${state}_jobs`,
      { config, schema: { summary: `Delete all ${state} jobs`, tags } },
      async (request, reply) => {
        await removeAll(request, state, null);
        return reply.code(204).send();
      },
    );
    app.delete(
      `${base}/actions/:action_id/delete_all_${state}_jobs`,
      { config, schema: { summary: `Delete all ${state} jobs of an action`, tags, params: jobActionParams } },
      async (request, reply) => {
        await removeAll(request, state, asId<ActionId>(request.params.action_id));
        return reply.code(204).send();
      },
    );
  }

  for (const state of ['queued', 'retry', 'dead'] as const) {
    app.delete(
      `${base}/${state}_jobs/:job_id`,
      {
        config: { permission: 'tenant:manage', audit: deletions[state] },
        schema: {
          summary: `Delete one of the ${state} jobs`,
          description: 'An addition to the documented API.',
          tags,
          params: jobParams,
        },
      },
      async (request, reply) => {
        await kysely.transaction().execute((transaction) => removeOne(request, transaction, state));
        return reply.code(204).send();
      },
    );
  }

  app.post(
    `${base}/dead_jobs/:job_id/retry`,
    {
      config: { permission: 'tenant:manage', audit: 'JobsDeadRetry' },
      schema: {
        summary: 'Try a dead job again',
        description:
          'An addition to the documented API: the action is performed once more for the event of the job, as the action is now, and the job leaves the list.',
        tags,
        params: jobParams,
        response: { 202: runStartedShape },
      },
    },
    async (request, reply) => {
      const { job_id } = request.params;
      const job = (await findDeadJob(kysely, job_id)) ?? refuse('job_not_found');
      const action = (await findAction(kysely, job.actionId)) ?? refuse('action_not_found', 'The action is gone.');
      const story = (await stories.get(action.storyId)) ?? refuse('action_not_found', 'The action is gone.');
      if (action.isDisabled || story.isDisabled) {
        return refuse('action_disabled', `${action.isDisabled ? action.name : story.name} is switched off.`);
      }
      // Off the list first: two people who press at the same time try it once.
      await kysely.transaction().execute(async (transaction) => {
        if ((await deleteJob(transaction, 'dead', clock.now(), job_id)) === null) return refuse('job_not_found');
        const about = { jobId: job_id, eventId: job.eventId };
        await recordActionAudit(request, transaction, action, 'JobsDeadRetry', about);
      });
      const started = await engine.runAction(story, action.id, job.eventId ?? undefined);
      if (started.ok) return reply.code(202).send({ story_run_guid: started.runGuid });
      await keepDeadJob(kysely, job_id);
      return started.kind === 'refused'
        ? refuse('event_not_found', started.message)
        : refuse('unavailable', started.message);
    },
  );

  async function removeOne(
    request: FastifyRequest<{ Params: { job_id: number } }>,
    transaction: Executor,
    state: Deleted,
  ): Promise<void> {
    const jobId = request.params.job_id;
    const actionId = (await deleteJob(transaction, state, clock.now(), jobId)) ?? refuse('job_not_found');
    const action = await findAction(transaction, actionId);
    if (action === null) await recordAudit(request, transaction, { operation: deletions[state], inputs: { jobId } });
    else await recordActionAudit(request, transaction, action, deletions[state], { jobId });
  }

  /** In batches; the first is not kept without its entry in the audit log. Jobs that come meanwhile stay. */
  async function removeAll(request: FastifyRequest, state: Deleted, actionId: ActionId | null): Promise<void> {
    const now = clock.now();
    let removed = await kysely.transaction().execute(async (transaction) => {
      if (actionId === null) await recordAudit(request, transaction, { operation: deletions[state] });
      else {
        const action = (await findAction(transaction, actionId)) ?? refuse('action_not_found');
        await recordActionAudit(request, transaction, action, deletions[state]);
      }
      return deleteJobs(transaction, state, now, actionId, batchSize);
    });
    while (removed === batchSize) removed = await deleteJobs(kysely, state, now, actionId, batchSize);
  }
}

const descriptions = {
  queued: 'Due, and not taken up by any process. Snapshot.',
  retry: 'A further attempt waits for its time. Snapshot.',
  in_progress: 'Taken up by a process and kept in the database. Snapshot.',
  dead: 'Calls to the outside that failed for good, or of which it is not known how they ended (unconfirmed). Deleting takes them off this list alone.',
} as const;

const errorClasses: Readonly<Record<string, string>> = {
  retried: 'TemporaryFailure',
  failed: 'ActionFailure',
  unknown: 'OutcomeUnknown',
};

function toResponse(job: Job) {
  return {
    id: job.id,
    type: job.eventId === null ? ('AgentRunScheduleJob' as const) : ('AgentReceiveJob' as const),
    agent: { id: job.actionId, name: job.actionName ?? '' },
    events: job.eventId,
    started_at: secondsOf(job.startedAt),
    retry_count: job.attempt,
    last_retry: job.attempt === 0 ? ('' as const) : secondsOf(job.lastAttemptAt),
    error_class: errorClasses[job.outcome ?? ''] ?? '',
  };
}

function secondsOf(at: Date | null): number | '' {
  return at === null ? '' : at.getTime() / 1000;
}
