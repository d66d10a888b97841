/** Another Fabula: it takes the story as a whole, knows it again at the next sync, and keeps it read-only. */
import { getKey, isArrayValue, isObjectValue, makeObject, type ObjectValue } from '@fabula/formula';
import { err, ok, putSyncedStoryShape, type Result, syncCheckShape, TRAVEL_FORMAT } from '@fabula/model';
import type { SyncSource } from '@fabula/store';
import type { PackedStory } from './pack-story.ts';
import { failure, operationOf, outdated, type SyncFailure, type SyncTarget } from './sync-target.ts';
import { fieldOf, refusalOf, type TenantAnswer, type TenantApi } from './tenant-api.ts';

/** `tenant`: this installation, as it is known there. */
export function fabulaTarget(api: TenantApi, teamId: number, tenant: string): SyncTarget {
  const host = new URL(api.url).host;

  function explain(answer: TenantAnswer): SyncFailure {
    const words = refusalOf(answer);
    if (answer.status === 413)
      return failure(`The story is larger than ${host} takes: ${words}`, 'destination_tenant_url', false);
    if (answer.status === 403) {
      const message = `The API key may not build stories in team ${teamId} of ${host}: ${words}`;
      return failure(message, 'destination_tenant_api_key');
    }
    // The copy was deleted while it was written: the next attempt makes another.
    const isOfCopy = fieldOf(answer) === 'source';
    if (answer.status === 404 && !isOfCopy) {
      const message = `${host} has no team ${teamId} that the API key can see: ${words}`;
      return failure(message, 'destination_team_id');
    }
    return failure(`${host} does not take the story: ${words}`, 'destination_tenant_url', false);
  }

  async function send(story: PackedStory, choice: { isAsked: boolean; isPreview: boolean }) {
    const answer = await api.ask(
      'POST',
      '/api/v1/sync/stories',
      makeObject([
        ['format', TRAVEL_FORMAT],
        ['team_id', teamId],
        ['source', sourceObject(story.source)],
        ['revision', story.revision],
        ['digest', story.digest],
        ['story', story.packed],
        ['is_asked', choice.isAsked],
        ['is_preview', choice.isPreview],
      ]),
    );
    if (!answer.ok) return answer;
    if (answer.value.status !== 200) return err(explain(answer.value));
    const read = putSyncedStoryShape.safeParse(answer.value.body);
    return read.success ? ok(read.data) : err(failure(`${host} answers in a way that this Fabula does not know.`));
  }

  return {
    async put(story, { isAsked }) {
      const sent = await send(story, { isAsked, isPreview: false });
      if (!sent.ok) return sent;
      const { story_id: copyId, result, missing } = sent.value;
      return result === 'outdated' ? err(outdated(host)) : ok({ copyId, isWritten: result === 'written', missing });
    },
    async release({ storyGuid }, how) {
      const source = { tenant, storyGuid, url: '' };
      const answer = await api.ask(
        'POST',
        '/api/v1/sync/stories/release',
        makeObject([
          ['team_id', teamId],
          ['source', sourceObject(source)],
          ['how', how],
        ]),
      );
      if (!answer.ok) return answer;
      if (answer.value.status === 200) return ok(null);
      // The team may be gone, or only hidden from the key: of this copy, not of the others, until it is given up.
      return err({ ...explain(answer.value), isOfDestination: false });
    },
    async preview(story) {
      const sent = await send(story, { isAsked: true, isPreview: true });
      if (!sent.ok) return sent;
      const { story_id: storyId, missing, changes } = sent.value;
      return ok({ operation: operationOf(storyId, changes), missing, changes });
    },
  };
}

/** Gives the id of the other installation. */
export async function checkFabula(api: TenantApi, teamId: number): Promise<Result<string, SyncFailure>> {
  const answer = await api.ask('POST', '/api/v1/sync/check', makeObject([['team_id', teamId]]));
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  const host = new URL(api.url).host;
  if (status === 403) {
    const message = `The API key may not build stories in team ${teamId} of ${host}: give its owner a role there that may.`;
    return err(failure(message, 'destination_tenant_api_key'));
  }
  if (status === 404) {
    return err(failure(`${host} has no team ${teamId} that the API key can see.`, 'destination_team_id'));
  }
  const read = syncCheckShape.safeParse(body);
  return read.success
    ? ok(read.data.tenant)
    : err(failure(`${host} does not say whether it takes stories: ${refusalOf(answer.value)}`));
}

function sourceObject({ tenant, storyGuid, url }: SyncSource): ObjectValue {
  return makeObject([
    ['tenant', tenant],
    ['story_guid', storyGuid],
    ['url', url],
  ]);
}

/** The newest form of stories that the tenant takes by itself; null: it only speaks the documented API. */
export function readSyncFormat(info: TenantAnswer): number | null {
  const sync = isObjectValue(info.body) ? getKey(info.body, 'fabula_sync') : undefined;
  const format = sync !== undefined && isObjectValue(sync) && !isArrayValue(sync) ? getKey(sync, 'format') : undefined;
  return typeof format === 'number' ? format : null;
}
