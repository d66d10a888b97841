/**
 * Calls of stories by agents and MCP clients that wait for a person (reference/stories.md: Workbench asks before running). An addition
 * to the documented API. The answer and what it lets go on are one transaction; the engine finds the rest as it finds all work.
 */
import {
  asId,
  decideToolConfirmationInput,
  listToolConfirmationsInput,
  type StoryId,
  type ToolConfirmationId,
  type ToolConfirmationResponse,
  toolConfirmationListShape,
  toolConfirmationParams,
  toolConfirmationShape,
  toTimestamp,
} from '@fabula/model';
import {
  decideToolConfirmation,
  type Executor,
  findToolConfirmation,
  listToolConfirmations,
  type ToolConfirmation,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { recordAudit } from '../audit/record-audit.ts';
import { callerOf, requireTeam } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';
import { teamsToList } from './visible.ts';

const tags = ['Tool confirmations'];
const base = '/api/v1/tool_confirmations';
const one = `${base}/:tool_confirmation_id`;
const ours = 'An addition to the documented API.';

const verdicts = [
  { verb: 'approve', isApproved: true, operation: 'ToolConfirmationApproval' },
  { verb: 'deny', isApproved: false, operation: 'ToolConfirmationDenial' },
] as const;

export function toolConfirmationRoutes(app: ApiScope, { database, clock, publicUrl, workAnnounced }: ApiParts): void {
  const { kysely } = database;

  app.get(
    base,
    {
      config: { permission: 'event:read' },
      schema: {
        summary: 'List calls of stories that ask a person',
        description: `${ours} Newest first.`,
        tags,
        body: listToolConfirmationsInput,
        response: { 200: toolConfirmationListShape },
      },
    },
    async (request) => {
      const { body } = request;
      const storyId = body.draft_id ?? body.story_id;
      const { items, count } = await listToolConfirmations(
        kysely,
        {
          teamIds: teamsToList(request, body.team_id),
          status: body.status,
          storyId: storyId === undefined ? undefined : asId<StoryId>(storyId),
        },
        clock.now(),
        toPaging(body),
      );
      return { tool_confirmations: items.map(describe), meta: metaOf(request, publicUrl(), body, count) };
    },
  );

  app.get(
    one,
    {
      config: { permission: 'event:read' },
      schema: {
        summary: 'Get a call of a story that asks a person',
        description: ours,
        tags,
        params: toolConfirmationParams,
        response: { 200: toolConfirmationShape },
      },
    },
    async (request) => describe(await visible(request, kysely)),
  );

  for (const { verb, isApproved, operation } of verdicts) {
    app.post(
      `${one}/${verb}`,
      {
        config: { permission: 'action:run', audit: operation },
        schema: {
          summary: isApproved ? 'Approve a call of a story' : 'Deny a call of a story',
          description: isApproved
            ? `${ours} The story is called at once.`
            : `${ours} The agent or the client is told that it was refused, and why.`,
          tags,
          params: toolConfirmationParams,
          body: decideToolConfirmationInput,
          response: { 200: toolConfirmationShape },
        },
      },
      async (request) => {
        const decided = await kysely.transaction().execute(async (transaction) => {
          const asked = await visible(request, transaction);
          const reason = request.body.reason || null;
          const verdict = { isApproved, reason, userId: callerOf(request).userId };
          if (!(await decideToolConfirmation(transaction, asked.id, verdict, clock.now()))) {
            return refuseClosed(await visible(request, transaction));
          }
          await recordAudit(request, transaction, {
            operation,
            storyId: asked.draft?.liveId ?? asked.storyId,
            inputs: {
              toolConfirmationId: asked.id,
              ...(asked.draft === null ? {} : { draftId: asked.storyId }),
              actionId: asked.actionId,
              calledStoryId: asked.called?.id ?? null,
              tool: asked.tool,
              reason,
            },
          });
          return visible(request, transaction);
        });
        await workAnnounced();
        return describe(decided);
      },
    );
  }

  /** Whoever does not belong to the team of the story that asks does not learn of it. */
  async function visible(
    request: FastifyRequest<{ Params: { tool_confirmation_id: number } }>,
    executor: Executor,
  ): Promise<ToolConfirmation> {
    const id = asId<ToolConfirmationId>(request.params.tool_confirmation_id);
    const found = await findToolConfirmation(executor, id, clock.now());
    if (found === null) return refuse('tool_confirmation_not_found');
    requireTeam(request, found.teamId, 'tool_confirmation_not_found');
    return found;
  }
}

function refuseClosed({ status, decidedBy }: ToolConfirmation): never {
  const by = decidedBy === null ? '' : ` by ${decidedBy.name || decidedBy.email}`;
  const is = {
    // its time came between two looks
    waiting: 'is being refused, because its time is up',
    approved: `was approved${by}`,
    denied: `was denied${by}`,
    expired: 'was refused, because nobody answered in time',
    cancelled: 'is no longer waited for',
  } as const;
  return refuse('tool_confirmation_closed', `This call ${is[status]}.`);
}

function describe(confirmation: ToolConfirmation): ToolConfirmationResponse {
  const { draft, called, storyId, decidedAt } = confirmation;
  return {
    id: confirmation.id,
    status: confirmation.status,
    asked_by: confirmation.isOfMcp ? 'mcp_client' : 'ai_agent',
    tool: confirmation.tool,
    input: confirmation.input,
    team_id: confirmation.teamId,
    story_id: draft?.liveId ?? storyId,
    story_name: confirmation.storyName,
    draft_id: draft === null ? null : storyId,
    draft_name: draft?.name ?? null,
    action_id: confirmation.actionId,
    action_name: confirmation.actionName,
    called_story:
      called === null
        ? null
        : { id: called.liveId ?? called.id, name: called.name, draft_id: called.liveId === null ? null : called.id },
    story_run_guid: confirmation.runGuid,
    asked_at: toTimestamp(confirmation.askedAt.getTime()),
    expires_at: toTimestamp(confirmation.expiresAt.getTime()),
    decided_at: decidedAt === null ? null : toTimestamp(decidedAt.getTime()),
    decided_by: confirmation.decidedBy,
    reason: confirmation.reason,
  };
}
