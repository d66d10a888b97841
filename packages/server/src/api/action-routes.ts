/** Actions and their links (reference: api/actions.md). `/agents` is the older name of every address here. */
import type { ActionType } from '@fabula/engine';
import { deepEqual } from '@fabula/formula';
import {
  type Action,
  type ActionId,
  actionListShape,
  actionShape,
  asId,
  assertNever,
  createActionInput,
  deleteLinksInput,
  getActionInput,
  idInput,
  listActionsInput,
  pagePath,
  type Story,
  updateActionInput,
  WEBHOOK_TYPE,
} from '@fabula/model';
import {
  type ActionFailure,
  actionActivity,
  actionHistory,
  createAction,
  deleteAction,
  deleteLinks,
  type Executor,
  findAction,
  listActions,
  noActivity,
  noHistory,
  pendingDeliveries,
  storiesOfLinks,
  updateAction,
} from '@fabula/store';
import { z } from 'zod';
import { actionChanges, actionEntries } from '../audit/action-entries.ts';
import { noteNothingChanged } from '../audit/audited-routes.ts';
import { recordActionAudit } from '../audit/record-action-audit.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { callerOf } from '../sign-in/guard.ts';
import { requirePlace, requireUnscheduled } from './action-group.ts';
import { readLinks, readMonitoring, readRunsToSave, readSchedule, requireUsablePath } from './action-input.ts';
import { linksWithin, storyForNew, storyToList, twinIn } from './action-place.ts';
import { toActionResponse } from './action-response.ts';
import { editableStoryOf, publicStoryId, storyOf, writableStory } from './addressed-story.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';
import { teamsToList, visibleAction } from './visible.ts';

const tags = ['Actions'];
const params = z.object({ action_id: idInput });

/** `isAlias`: the same routes under their older name, left out of the description of the API. */
export function actionRoutes(app: ApiScope, parts: ApiParts, base: string, isAlias: boolean): void {
  const { database, clock, newGuid, publicUrl, storyChanged, types } = parts;
  const { kysely } = database;
  const hide = isAlias;

  app.get(
    base,
    {
      config: { permission: 'story:read' },
      schema: { summary: 'List actions', tags, hide, body: listActionsInput, response: { 200: actionListShape } },
    },
    async (request) => {
      const { body } = request;
      const search = {
        teamIds: teamsToList(request, body.team_id),
        storyId: await storyToList(request, kysely, body),
        type: body.action_type || undefined,
        groupId: body.group_id ? asId<ActionId>(body.group_id) : undefined,
      };
      const { items, count } = await listActions(kysely, search, toPaging(body));
      const agents = await describeActions(parts, items, body.include_live_activity);
      return { agents, meta: metaOf(request, publicUrl(), body, count) };
    },
  );

  app.post(
    base,
    {
      config: { permission: 'story:write', audit: 'StoryItemsCreation' },
      schema: { summary: 'Create an action', tags, hide, body: createActionInput, response: { 201: actionShape } },
    },
    async (request, reply) => {
      const { body } = request;
      if (!body.story_id && !body.group_id) {
        return refuse('missing_parameter', 'story_id or group_id is required.', 'story_id');
      }
      const type = types.get(body.type);
      if (type === undefined) {
        return refuse('unknown_action_type', `type must be one of ${[...types.keys()].join(', ')}.`, 'type');
      }
      if (body.type === WEBHOOK_TYPE) requireUsablePath(body.options);
      const { story_id: ofStory, group_id: ofGroup } = body;
      const action = await kysely.transaction().execute(async (transaction) => {
        const named = ofGroup ? await visibleAction(request, transaction, ofGroup, 'group_id') : null;
        const story = await storyForNew(request, transaction, ofStory, named, body, parts);
        const group = named === null ? null : await twinIn(transaction, story, named);
        const schedule = readSchedule(body, type.canBeScheduled, clock.now());
        requirePlace(group, story.id, type, schedule);
        const created = await createAction(transaction, {
          storyId: story.id,
          userId: callerOf(request).userId,
          guid: newGuid(),
          type: body.type,
          name: body.name,
          options: body.options,
          x: body.position.x,
          y: body.position.y,
          description: body.description,
          isDisabled: body.disabled,
          groupId: group?.id,
          schedule,
          monitoring: readMonitoring(body),
          ...(await allowedLinks(transaction, story, body, type, body.type)),
        });
        if (!created.ok) return refuseActionChange(created.error);
        await recordActionAudit(request, transaction, created.value, 'StoryItemsCreation', {
          type: body.type,
          name: created.value.name,
        });
        return created.value;
      });
      await storyChanged(action.storyId);
      return reply.code(201).send(await describeAction(parts, action));
    },
  );

  app.get(
    `${base}/:action_id`,
    {
      config: { permission: 'story:read' },
      schema: { summary: 'Get an action', tags, hide, params, body: getActionInput, response: { 200: actionShape } },
    },
    async (request) => {
      const action = await visibleAction(request, kysely, request.params.action_id);
      return describeAction(parts, action, request.body.include_live_activity);
    },
  );

  app.route({
    method: ['PUT', 'PATCH'],
    url: `${base}/:action_id`,
    config: { permission: 'story:write', audit: actionChanges },
    schema: {
      summary: 'Update an action',
      tags,
      hide,
      params,
      body: updateActionInput,
      response: { 200: actionShape },
    },
    handler: async (request) => {
      const { body } = request;
      const action = await kysely.transaction().execute(async (transaction) => {
        const named = await visibleAction(request, transaction, request.params.action_id);
        const story = body.draft_id
          ? await writableStory(
              request,
              transaction,
              publicStoryId(await storyOf(request, transaction, named)),
              body,
              parts,
            )
          : await editableStoryOf(request, transaction, named);
        const before = await twinIn(transaction, story, named);
        if (body.if_options !== undefined && !deepEqual(body.if_options, before.options)) {
          return refuse('conflict', 'Somebody else has changed the options of this action meanwhile.', 'if_options');
        }
        if (before.type === WEBHOOK_TYPE) requireUsablePath(body.options);
        const type = types.get(before.type);
        const schedule = readSchedule(body, type?.canBeScheduled ?? true, clock.now());
        requireUnscheduled(before.groupId, schedule);
        const updated = await updateAction(transaction, before.id, {
          name: body.name,
          description: body.description,
          options: body.options,
          x: body.position?.x,
          y: body.position?.y,
          isDisabled: body.disabled,
          schedule,
          monitoring: readMonitoring(body),
          runsToSave: readRunsToSave(body.num_runs_to_save, before.type),
          ...(await allowedLinks(transaction, story, body, type, before.type)),
        });
        if (updated === null) return refuse('action_not_found');
        if (!updated.ok) return refuseActionChange(updated.error);
        const entries = actionEntries(story, before, updated.value);
        for (const entry of entries) await recordAudit(request, transaction, entry);
        if (entries.length === 0) noteNothingChanged(request);
        return updated.value;
      });
      await storyChanged(action.storyId);
      return describeAction(parts, action);
    },
  });

  /** The links that are asked for, when both ends can carry one: nothing can be sent to a webhook. */
  async function allowedLinks(
    executor: Executor,
    story: Story,
    input: Parameters<typeof readLinks>[0],
    type: ActionType | undefined,
    typeName: string,
  ) {
    const links = await linksWithin(executor, story, readLinks(input));
    if (links.sources.length > 0 && type?.canReceive === false) {
      return refuse('link_refused', `Actions of the type ${typeName} receive no events.`, 'links_to_sources');
    }
    for (const { id } of links.receivers) {
      const receiver = await findAction(executor, id);
      if (receiver !== null && types.get(receiver.type)?.canReceive === false) {
        return refuse('link_refused', `Action ${id} (${receiver.type}) receives no events.`, 'links_to_receivers');
      }
    }
    return links;
  }

  app.delete(
    `${base}/:action_id`,
    {
      config: { permission: 'story:write', audit: 'StoryItemsDestruction' },
      schema: { summary: 'Delete an action', tags, hide, params },
    },
    async (request, reply) => {
      const storyId = await kysely.transaction().execute(async (transaction) => {
        const action = await visibleAction(request, transaction, request.params.action_id);
        await editableStoryOf(request, transaction, action);
        await deleteAction(transaction, action.id);
        await recordActionAudit(request, transaction, action, 'StoryItemsDestruction', { name: action.name });
        return action.storyId;
      });
      await storyChanged(storyId);
      return reply.code(204).send();
    },
  );
}

export function linkRoutes(app: ApiScope, { database, storyChanged }: ApiParts): void {
  app.delete(
    '/api/v1/links',
    {
      config: { permission: 'story:write', audit: 'LinkChange' },
      schema: { summary: 'Delete links', tags: ['Links'], body: deleteLinksInput },
    },
    async (request, reply) => {
      const links = request.body.links.map((link) => ({
        sourceId: asId<ActionId>(link.source_id),
        receiverId: asId<ActionId>(link.receiver_id),
      }));
      const changed = await database.kysely.transaction().execute(async (transaction) => {
        for (const { sourceId, receiverId } of links) {
          await visibleAction(request, transaction, sourceId, 'links');
          await visibleAction(request, transaction, receiverId, 'links');
        }
        const [storyId, ...others] = await storiesOfLinks(transaction, links);
        if (others.length > 0) return refuse('links_of_different_stories', '', 'links');
        if (storyId === undefined) {
          noteNothingChanged(request);
          return null;
        }
        const story = await editableStoryOf(request, transaction, { storyId });
        await deleteLinks(transaction, storyId, links);
        await recordAudit(request, transaction, {
          operation: 'LinkChange',
          storyId: publicStoryId(story),
          inputs: { storyId: publicStoryId(story), removed: links },
        });
        return storyId;
      });
      if (changed !== null) await storyChanged(changed);
      return reply.code(204).send();
    },
  );
}

type DescribingParts = Pick<ApiParts, 'database' | 'mailDomain'>;

export async function describeAction(parts: DescribingParts, action: Action, isLive = false) {
  const [described] = await describeActions(parts, [action], isLive);
  if (described === undefined) throw new Error('one action has one description');
  return described;
}

export async function describeActions(parts: DescribingParts, actions: readonly Action[], isLive: boolean) {
  const executor = parts.database.kysely;
  const ids = actions.map((action) => action.id);
  const activity = await actionActivity(executor, ids);
  const history = await actionHistory(executor, ids);
  const pending = new Map<ActionId, number>();
  if (isLive) {
    for (const storyId of new Set(actions.map((action) => action.storyId))) {
      for (const [id, count] of await pendingDeliveries(executor, storyId)) pending.set(id, count);
    }
  }
  return actions.map((action) =>
    toActionResponse(
      action,
      {
        activity: activity.get(action.id) ?? noActivity,
        history: history.get(action.id) ?? noHistory,
        pending: isLive ? (pending.get(action.id) ?? 0) : null,
      },
      parts.mailDomain(),
    ),
  );
}

export function refuseActionChange(failure: ActionFailure): never {
  switch (failure.kind) {
    case 'story_missing':
      return refuse('story_not_found');
    case 'webhook_path_taken':
      return failure.path.startsWith(pagePath(''))
        ? refuse('webhook_path_taken', `Another page has the address /${failure.path}.`, 'options.url_identifier')
        : refuse('webhook_path_taken', `Another webhook has the path ${failure.path}.`, 'options.path');
    case 'link_outside_story':
      return refuse('link_refused', `Action ${failure.actionId} is not part of this story.`, 'links');
    case 'link_outside_group':
      return refuse(
        'link_refused',
        `Action ${failure.actionId} does not lie in the same group: a link cannot lead into a group or out of it.`,
        'links',
      );
    default:
      return assertNever(failure);
  }
}
