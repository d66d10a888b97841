/**
 * Performing by hand: an action for a chosen event, for real or to see what it would do, and events sent on their way once
 * more. Of these the public API documents only the last (api/events.md); the others are additions of ours.
 *
 * The engine writes in transactions of its own, so the entry in the audit log comes first: nothing is done by hand without one,
 * and at worst one tells of what the engine could not begin any more.
 */
import type { Engine } from '@fabula/engine';
import { getKey, isObjectValue, parseJson, type Value } from '@fabula/formula';
import {
  type Action,
  asId,
  type EventId,
  idInput,
  reEmitInput,
  reEmittedShape,
  runActionInput,
  runStartedShape,
  type StoryDefinition,
  triedActionShape,
  tryActionInput,
} from '@fabula/model';
import { type EventRecord, findEvent, findEvents } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recordActionAudit } from '../audit/record-action-audit.ts';
import { requireTeam } from '../sign-in/guard.ts';
import { ApiFailure, refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { visibleAction } from './visible.ts';

const actionParams = z.object({ action_id: idInput });
const eventParams = z.object({ event_id: idInput });

export function performRoutes(app: ApiScope, parts: ApiParts, base: string, isAlias: boolean): void {
  const { kysely } = parts.database;
  const shared = { tags: ['Actions'], hide: isAlias, params: actionParams };

  app.post(
    `${base}/:action_id/run`,
    {
      config: { permission: 'action:run', audit: 'ActionRun' },
      schema: {
        ...shared,
        summary: 'Perform an action for an event, or for none',
        body: runActionInput,
        response: { 202: runStartedShape },
      },
    },
    async (request, reply) => {
      const { action, story, eventId } = await asked(request, request.params.action_id, request.body.event_id);
      if (action.isDisabled || story.isDisabled) {
        return refuse('action_disabled', `${action.isDisabled ? action.name : story.name} is switched off.`);
      }
      await recordActionAudit(request, kysely, action, 'ActionRun', { eventId: eventId ?? null });
      const started = await parts.engine.runAction(story, action.id, eventId);
      return reply.status(202).send({ story_run_guid: begun(started) });
    },
  );

  app.post(
    `${base}/:action_id/test`,
    {
      config: { permission: 'action:run', audit: 'ActionTest' },
      schema: {
        ...shared,
        summary: 'See what an action would do: calls to the outside are made, nothing is emitted or kept',
        body: tryActionInput,
        response: { 200: triedActionShape },
      },
    },
    async (request) => {
      const { action, story, eventId } = await asked(request, request.params.action_id, request.body.event_id);
      const { options } = request.body;
      await recordActionAudit(request, kysely, action, 'ActionTest', { eventId: eventId ?? null });
      const abort = new AbortController();
      // nobody is there any more to see what comes of it
      request.raw.once('close', () => request.raw.complete || abort.abort());
      const tried = await parts.engine.tryAction(story, action.id, {
        ...(eventId === undefined ? {} : { eventId }),
        ...(options === undefined ? {} : { options }),
        signal: abort.signal,
      });
      if (!tried.ok) return refuseTurnedAway(tried);
      const { payloads, route, logs, waitsFor } = tried.value;
      return { payloads: [...payloads], route, logs: [...logs], waits_for: waitsFor };
    },
  );

  /** The action, its story as it runs, and the event that it is to receive: one of the same story. */
  async function asked(request: FastifyRequest, actionId: number, eventId: number | null | undefined) {
    const action: Action = await visibleAction(request, kysely, actionId);
    const story = await definitionOf(parts, action);
    if (!eventId) return { action, story, eventId: undefined };
    const event = await findEvent(kysely, asId<EventId>(eventId));
    if (event === null || event.storyId !== action.storyId) {
      return refuse('event_not_found', `The story of the action has no event ${eventId}.`, 'event_id');
    }
    return { action, story, eventId: event.id };
  }
}

export function reEmitRoutes(app: ApiScope, parts: ApiParts): void {
  const { kysely } = parts.database;

  app.post(
    '/api/v1/events/:event_id/reemit',
    {
      config: { permission: 'action:run', audit: 'LastEventReEmission' },
      schema: { summary: 'Emit an event again', tags: ['Events'], params: eventParams, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const event = await findEvent(kysely, asId<EventId>(request.params.event_id));
      if (event === null) return refuse('event_not_found');
      await emitAgain(request, await ready(request, event));
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/v1/events/reemit',
    {
      config: { permission: 'action:run', audit: 'LastEventReEmission' },
      schema: {
        summary: 'Emit several events again',
        description:
          'An addition to the documented API. In the order that is given, each once. When one of them cannot be emitted, none is; should the server stop being able to on the way, the answer tells how many were.',
        tags: ['Events'],
        body: reEmitInput,
        response: { 200: reEmittedShape },
      },
    },
    async (request) => {
      const ids = [...new Set(request.body.event_ids)].map(asId<EventId>);
      const found = new Map((await findEvents(kysely, ids)).map((event) => [event.id, event]));
      const all: ReadyEvent[] = [];
      for (const id of ids) {
        const event = found.get(id);
        if (event === undefined) return refuse('event_not_found', `There is no event ${id}.`, 'event_ids');
        all.push(await ready(request, event));
      }
      let count = 0;
      for (const each of all) {
        try {
          await emitAgain(request, each);
        } catch (error) {
          // Nobody is to send again what was sent already.
          if (count === 0 || !(error instanceof ApiFailure)) throw error;
          break;
        }
        count += 1;
      }
      return { reemitted_event_ids: all.slice(0, count).map(({ event }) => event.id) };
    },
  );

  async function ready(request: FastifyRequest, event: EventRecord): Promise<ReadyEvent> {
    requireTeam(request, event.teamId, 'event_not_found');
    const action = await visibleAction(request, kysely, event.actionId);
    return { event, action, story: await definitionOf(parts, action) };
  }

  async function emitAgain(request: FastifyRequest, { event, action, story }: ReadyEvent): Promise<void> {
    await recordActionAudit(request, kysely, action, 'LastEventReEmission', { eventId: event.id });
    begun(
      await parts.engine.emitAgain({
        story,
        actionId: action.id,
        eventId: event.parentId,
        payload: ownOutput(event, action.slug),
        isReEmitted: true,
      }),
    );
  }
}

interface ReadyEvent {
  readonly event: EventRecord;
  readonly action: Action;
  readonly story: StoryDefinition;
}

/** What the event's action gave; the rest of the payload is what had led to it. */
function ownOutput({ payloadText }: EventRecord, slug: string): Value {
  const payload = parseJson(payloadText);
  return payload.ok && isObjectValue(payload.value) ? (getKey(payload.value, slug) ?? null) : null;
}

async function definitionOf({ stories }: Pick<ApiParts, 'stories'>, action: Action): Promise<StoryDefinition> {
  return (await stories.get(action.storyId)) ?? refuse('action_not_found');
}

type Started = Awaited<ReturnType<Engine['runAction']>>;

/** The run's guid. */
function begun(started: Started): string {
  return started.ok ? started.runGuid : refuseTurnedAway(started);
}

function refuseTurnedAway({ kind, message }: Extract<Started, { ok: false }>): never {
  return kind === 'refused' ? refuse('event_not_found', message, 'event_id') : refuse('unavailable', message);
}
