/** What an action has left behind: events and logs (reference: api/actions.md). */
import {
  type Action,
  type ActionId,
  actionShape,
  asId,
  type EventId,
  eventListShape,
  idInput,
  listActionEventsInput,
  listLogsInput,
  logListShape,
  removeEventsInput,
  toTimestamp,
} from '@fabula/model';
import {
  deleteEventsOfAction,
  deleteLogsOfAction,
  type Executor,
  findEvents,
  type LogLevel,
  listLogs,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recordActionAudit } from '../audit/record-action-audit.ts';
import { describeAction } from './action-routes.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { toEventResponse } from './event-response.ts';
import { answerEvents } from './list-events.ts';
import { metaOf, toPaging } from './page.ts';
import { visibleAction } from './visible.ts';

const tags = ['Actions'];
const params = z.object({ action_id: idInput });
/** Rows removed by one statement: few enough that others are not kept waiting. */
const batchSize = 2_000;

export function actionRecordRoutes(app: ApiScope, parts: ApiParts, base: string, isAlias: boolean): void {
  const { database, publicUrl } = parts;
  const { kysely } = database;
  const hide = isAlias;

  app.get(
    `${base}/:action_id/events`,
    {
      config: { permission: 'event:read' },
      schema: {
        summary: 'List events of an action',
        tags,
        hide,
        params,
        body: listActionEventsInput,
        response: { 200: eventListShape },
      },
    },
    async (request) => {
      const { body } = request;
      const action = await visibleAction(request, kysely, request.params.action_id);
      const search = {
        teamIds: null,
        actionId: action.id,
        sinceId: body.since_id,
        untilId: body.until_id,
        since: body.since === undefined ? undefined : new Date(body.since),
        until: body.until === undefined ? undefined : new Date(body.until),
        isReEmitted: body.show_reemitted_events_only ? true : undefined,
      };
      return answerEvents(parts, request, search, body);
    },
  );

  app.get(
    `${base}/:action_id/logs`,
    {
      config: { permission: 'event:read' },
      schema: {
        summary: 'List logs of an action',
        tags,
        hide,
        params,
        body: listLogsInput,
        response: { 200: logListShape },
      },
    },
    async (request) => {
      const { body } = request;
      const action = await visibleAction(request, kysely, request.params.action_id);
      const search = { actionId: action.id, level: toLevel(body.level) };
      const { items, count } = await listLogs(kysely, search, toPaging(body));
      const inbound = new Map(
        (await findEvents(kysely, inboundIds(items))).map((event) => [event.id, toEventResponse(event)]),
      );
      const logs = items.map((log) => ({
        id: log.id,
        level: log.level,
        message: log.message,
        created_at: toTimestamp(log.createdAt.getTime()),
        inbound_event: log.inboundEventId === null ? null : (inbound.get(log.inboundEventId) ?? null),
      }));
      return { action_logs: logs, meta: metaOf(request, publicUrl(), body, count) };
    },
  );

  app.delete(
    `${base}/:action_id/remove_events`,
    {
      config: { permission: 'event:delete', audit: 'ActionsEventsDeletion' },
      schema: {
        summary: 'Remove the events of an action',
        tags,
        hide,
        params,
        body: removeEventsInput,
        response: { 200: actionShape },
      },
    },
    async (request) => {
      const action = await visibleAction(request, kysely, request.params.action_id);
      await removeAll(request, action, 'ActionsEventsDeletion', deleteEventsOfAction);
      return describeAction(parts, action);
    },
  );

  app.delete(
    `${base}/:action_id/remove_logs`,
    {
      config: { permission: 'event:delete', audit: 'ActionsLogsClearance' },
      schema: { summary: 'Remove the logs of an action', tags, hide, params, response: { 200: actionShape } },
    },
    async (request) => {
      const action = await visibleAction(request, kysely, request.params.action_id);
      await removeAll(request, action, 'ActionsLogsClearance', deleteLogsOfAction);
      return describeAction(parts, action);
    },
  );

  /** In batches, so that others are not kept waiting; the first is not kept without its entry in the audit log. */
  async function removeAll(
    request: FastifyRequest,
    action: Action,
    operation: string,
    removeBatch: (executor: Executor, id: ActionId, limit: number) => Promise<number>,
  ): Promise<void> {
    let removed = await kysely.transaction().execute(async (transaction) => {
      await recordActionAudit(request, transaction, action, operation);
      return removeBatch(transaction, action.id, batchSize);
    });
    while (removed === batchSize) removed = await removeBatch(kysely, action.id, batchSize);
  }
}

function inboundIds(logs: readonly { readonly inboundEventId: EventId | null }[]): EventId[] {
  return logs.flatMap((log) => (log.inboundEventId === null ? [] : [asId<EventId>(log.inboundEventId)]));
}

function toLevel(level: number | undefined): LogLevel | undefined {
  return level === 2 || level === 3 || level === 4 ? level : undefined;
}
