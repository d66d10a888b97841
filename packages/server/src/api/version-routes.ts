/** Versions of stories (reference: api/story-change-control.md, versions). */
import {
  createVersionInput,
  diffStories,
  fullVersionShape,
  idInput,
  listVersionsInput,
  oneVersionShape,
  renameVersionInput,
  restoredVersionShape,
  restoreVersionInput,
  type Story,
  toTimestamp,
  versionChangesShape,
  versionListShape,
  versionParams,
  writeStoryExport,
} from '@fabula/model';
import {
  deleteVersion,
  type Executor,
  findStory,
  findVersion,
  findVersionedStory,
  findVersionStory,
  listVersions,
  renameVersion,
  replaceStory,
  type StoryVersion,
  saveVersion,
} from '@fabula/store';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import { callerOf } from '../sign-in/guard.ts';
import { draftFields, publicStoryId, readableStory, writableStory } from './addressed-story.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { describeStory } from './describe-stories.ts';
import { showDifference } from './difference-response.ts';
import { metaOf, toPaging } from './page.ts';
import { refuseReplacement } from './story-file-routes.ts';
import { visibleStory } from './visible.ts';

const tags = ['Versions'];
const storyParams = z.object({ story_id: idInput });
const base = '/api/v1/stories/:story_id/versions';

export function versionRoutes(app: ApiScope, parts: ApiParts): void {
  const { database, clock, newGuid, publicUrl, storyChanged } = parts;
  const { kysely } = database;
  const now = (): string => toTimestamp(clock.now());

  app.get(
    base,
    {
      config: { permission: 'story:read' },
      schema: {
        summary: 'List versions of a story',
        tags,
        params: storyParams,
        body: listVersionsInput,
        response: { 200: versionListShape },
      },
    },
    async (request) => {
      const { body } = request;
      const story = await readableStory(request, kysely, request.params.story_id, body);
      const { items, count } = await listVersions(kysely, story.id, toPaging(body));
      return {
        story_versions: items.map((version) => toVersion(version, story)),
        meta: metaOf(request, publicUrl(), body, count),
      };
    },
  );

  app.post(
    base,
    {
      config: { permission: 'story:write', audit: 'StoryVersionCreate' },
      schema: {
        summary: 'Create a version',
        tags,
        params: storyParams,
        body: createVersionInput,
        response: { 200: oneVersionShape },
      },
    },
    async (request) => {
      const { name = '', description } = request.body;
      return kysely.transaction().execute(async (transaction) => {
        const story = await readableStory(request, transaction, request.params.story_id, request.body);
        const { userId } = callerOf(request);
        const version = await saveVersion(transaction, story.id, {
          name,
          description,
          userId,
          isAutomatic: false,
          at: now(),
        });
        if (version === null) return refuse('story_not_found');
        const storyId = publicStoryId(story);
        await recordAudit(request, transaction, {
          operation: 'StoryVersionCreate',
          storyId,
          inputs: { storyId, name },
          outputs: { versionId: version.id },
        });
        return { story_version: toVersion(version, story) };
      });
    },
  );

  app.get(
    `${base}/:version_id`,
    {
      config: { permission: 'story:read' },
      schema: { summary: 'Get a version', tags, params: versionParams, response: { 200: fullVersionShape } },
    },
    async (request) => {
      const live = await visibleStory(request, kysely, request.params.story_id);
      const { version, story } = await versionOf(kysely, live, request.params.version_id);
      const kept = (await findVersionStory(kysely, version.id)) ?? refuse('version_not_found');
      const file = writeStoryExport(kept.document, toTimestamp(version.createdAt.getTime()));
      return { story_version: { ...toVersion(version, story), export_file: file } };
    },
  );

  app.get(
    `${base}/:version_id/changes`,
    {
      config: { permission: 'story:read' },
      schema: {
        summary: 'See what restoring a version would change',
        description: 'An addition to the documented API. Against the live story, or the draft that is named.',
        tags,
        params: versionParams,
        body: restoreVersionInput,
        response: { 200: versionChangesShape },
      },
    },
    async (request) => {
      const target = await readableStory(request, kysely, request.params.story_id, request.body);
      const live = await visibleStory(request, kysely, request.params.story_id);
      const { version } = await versionOf(kysely, live, request.params.version_id);
      const kept = (await findVersionStory(kysely, version.id)) ?? refuse('version_not_found');
      const now = (await findVersionedStory(kysely, target.id)) ?? refuse('story_not_found');
      return { story_diff: diffStories(now, kept).map((each) => showDifference(each, version.createdAt)) };
    },
  );

  // Documented with POST; PUT and PATCH are what a reader would try.
  app.route({
    method: ['POST', 'PUT', 'PATCH'],
    url: `${base}/:version_id`,
    config: { permission: 'story:write', audit: 'StoryVersionNameChange' },
    schema: {
      summary: 'Rename a version',
      tags,
      params: versionParams,
      body: renameVersionInput,
      response: { 200: oneVersionShape },
    },
    handler: async (request) => {
      const { name } = request.body;
      return kysely.transaction().execute(async (transaction) => {
        const live = await visibleStory(request, transaction, request.params.story_id);
        const { version, story } = await versionOf(transaction, live, request.params.version_id);
        await renameVersion(transaction, version.id, name);
        await recordAudit(request, transaction, {
          operation: 'StoryVersionNameChange',
          storyId: live.id,
          inputs: { storyId: live.id, versionId: version.id, name },
        });
        return { story_version: toVersion({ ...version, name, isAutomatic: false }, story) };
      });
    },
  });

  app.delete(
    `${base}/:version_id`,
    {
      config: { permission: 'story:write', audit: 'StoryVersionDeletion' },
      schema: { summary: 'Delete a version', tags, params: versionParams, response: { 200: oneVersionShape } },
    },
    async (request) =>
      kysely.transaction().execute(async (transaction) => {
        const live = await visibleStory(request, transaction, request.params.story_id);
        const { version, story } = await versionOf(transaction, live, request.params.version_id);
        await deleteVersion(transaction, version.id);
        await recordAudit(request, transaction, {
          operation: 'StoryVersionDeletion',
          storyId: live.id,
          inputs: { storyId: live.id, versionId: version.id, name: version.name },
        });
        return { story_version: toVersion(version, story) };
      }),
  );

  app.post(
    `${base}/:version_id/restore`,
    {
      config: { permission: 'story:write', audit: 'StoryVersionImport' },
      schema: {
        summary: 'Restore a version',
        description:
          'An addition to the documented API. What the story or draft holds now is kept as a version before it is written over. Under change control the version goes into the draft that is named, or the one called test.',
        tags,
        params: versionParams,
        body: restoreVersionInput,
        response: { 200: restoredVersionShape },
      },
    },
    async (request) => {
      const { story, keptId } = await kysely.transaction().execute(async (transaction) => {
        const target = await writableStory(request, transaction, request.params.story_id, request.body, parts);
        const live = await visibleStory(request, transaction, request.params.story_id);
        const { version } = await versionOf(transaction, live, request.params.version_id);
        const kept = (await findVersionStory(transaction, version.id)) ?? refuse('version_not_found');
        const { userId } = callerOf(request);
        const name = `Before version ${version.name || version.id} was restored`;
        const before = await saveVersion(transaction, target.id, { name, userId, isAutomatic: true, at: now() });
        if (before === null) return refuse('story_not_found');
        const replaced = await replaceStory(transaction, target.id, kept, { userId, newGuid });
        if (!replaced.ok) return refuseReplacement(replaced.error);
        await recordAudit(request, transaction, {
          operation: 'StoryVersionImport',
          storyId: live.id,
          inputs: { storyId: live.id, versionId: version.id, draftId: target.draft === null ? null : target.id },
        });
        const written = (await findStory(transaction, target.id)) ?? refuse('story_not_found');
        return { story: written, keptId: before.id };
      });
      await storyChanged(story.id);
      return { ...(await describeStory(kysely, story)), kept_version_id: keptId };
    },
  );
}

/** The version, and the story or draft that it is a moment of. */
async function versionOf(executor: Executor, live: Story, id: number) {
  const version = await findVersion(executor, live.id, id);
  const story = version === null ? null : await findStory(executor, version.storyId);
  if (version === null || story === null) {
    return refuse('version_not_found', `Story ${live.id} has no version ${id}.`, 'version_id');
  }
  return { version, story };
}

function toVersion(version: StoryVersion, story: Story) {
  const { story_mode: _, ...draft } = draftFields(story, story.id);
  return {
    id: version.id,
    name: version.name,
    description: version.description,
    timestamp: toTimestamp(version.createdAt.getTime()),
    automatic: version.isAutomatic,
    created_by: version.userId,
    ...draft,
  };
}
