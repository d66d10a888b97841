/**
 * A tenant that only speaks the documented API. Best effort: there is no way to say "this story again", so the copy is known by its
 * id as long as it lives, and the file takes the place of the story of its name.
 *
 *   unlock and rename the known copy ──► import over its name ──► lock
 *
 * What cannot be promised there is told in docs/reference/sync.md.
 */
import {
  entriesOf,
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  type ObjectValue,
  type Value,
} from '@fabula/formula';
import { err, ok, type Result } from '@fabula/model';
import type { SyncSubscription } from '@fabula/store';
import type { PackedStory } from './pack-story.ts';
import { failure, type SyncFailure, type SyncTarget } from './sync-target.ts';
import { refusalOf, type TenantAnswer, type TenantApi } from './tenant-api.ts';

export interface DocumentedParts {
  /** Keeps in mind, before anything is sent, that a story of this name may be the copy; null: that none is. */
  readonly claim: (subscriptionId: number, name: string | null) => Promise<void>;
  /** A secret for this webhook over there: the same at each sync, and nobody can guess it. */
  readonly secretFor: (guid: string) => string;
}

export function documentedTarget(api: TenantApi, teamId: number, { claim, secretFor }: DocumentedParts): SyncTarget {
  const host = new URL(api.url).host;
  const storyPath = (id: number) => `/api/v1/stories/${id}`;

  /** The copy, unlocked and called as the story is now; null: there is none yet. */
  async function openCopy(name: string, subscription: SyncSubscription): Promise<Result<number | null, SyncFailure>> {
    const { copyId } = subscription;
    const found = await findByName(name, copyId);
    if (!found.ok) return found;
    const isTaken = err(
      failure(
        `Team ${teamId} of ${host} has a story "${name}" already that is not a copy of this one: rename one of them.`,
        'destination_team_id',
        false,
      ),
    );
    if (copyId !== null) {
      // The import would take the place of that one.
      if (found.value !== null) return isTaken;
      const opened = await api.ask(
        'PUT',
        storyPath(copyId),
        makeObject([
          ['locked', false],
          ['name', name],
        ]),
      );
      if (!opened.ok) return opened;
      if (opened.value.status !== 404) {
        if (!isDone(opened.value)) return err(explain(opened.value));
        // One that was moved is its new team's; here another is made.
        const { body } = opened.value;
        const team = isObjectValue(body) ? getKey(body, 'team_id') : undefined;
        return ok(team === undefined || team === teamId ? copyId : null);
      }
    }
    if (found.value === null) return found;
    if (subscription.claimedName !== name) return isTaken;
    // Sent before the answer was lost.
    const unlocked = await api.ask('PUT', storyPath(found.value), makeObject([['locked', false]]));
    return !unlocked.ok ? unlocked : isDone(unlocked.value) ? found : err(explain(unlocked.value));
  }

  /** Another one than `but`. */
  async function findByName(name: string, but: number | null): Promise<Result<number | null, SyncFailure>> {
    for (let page = 1; ; page += 1) {
      const query = new URLSearchParams({ team_id: String(teamId), search: name, per_page: '500', page: String(page) });
      const listed = await api.ask('GET', `/api/v1/stories?${query}`);
      if (!listed.ok) return listed;
      if (!isDone(listed.value)) return err(explain(listed.value));
      const stories = objectsAt(listed.value.body, 'stories');
      const found = stories.find((story) => getKey(story, 'name') === name && getKey(story, 'id') !== but);
      const id = found === undefined ? undefined : getKey(found, 'id');
      if (typeof id === 'number') return ok(id);
      if (stories.length < 500) return ok(null);
    }
  }

  function explain(answer: TenantAnswer): SyncFailure {
    const message = `${host} does not take the story: ${refusalOf(answer)}`;
    const isOfKey = answer.status === 403;
    return failure(message, isOfKey ? 'destination_tenant_api_key' : 'destination_team_id', isOfKey);
  }

  return {
    async put(story, subscription) {
      const copy = await openCopy(story.name, subscription);
      if (!copy.ok) return copy;
      if (copy.value === null) await claim(subscription.id, story.name);
      const imported = await api.ask(
        'POST',
        '/api/v1/stories/import',
        makeObject([
          ['new_name', story.name],
          ['data', fileOf(story, secretFor)],
          ['team_id', teamId],
          ['mode', 'versionReplace'],
        ]),
      );
      if (!imported.ok) return imported;
      const id = isObjectValue(imported.value.body) ? getKey(imported.value.body, 'id') : undefined;
      if (!isDone(imported.value) || typeof id !== 'number') {
        if (copy.value === null) await claim(subscription.id, null);
        return err(explain(imported.value));
      }
      const locked = await api.ask('PUT', storyPath(id), makeObject([['locked', true]]));
      if (!locked.ok) return locked;
      return isDone(locked.value) ? ok({ copyId: id, isWritten: true, missing: null }) : err(explain(locked.value));
    },

    async release({ copyId: known, claimedName }, how) {
      // The answer to its import may have been lost.
      const found = known !== null || claimedName === null ? ok(known) : await findByName(claimedName, null);
      if (!found.ok) return found;
      const copyId = found.value;
      if (copyId === null) return ok(null);
      const unlocked = await api.ask('PUT', storyPath(copyId), makeObject([['locked', false]]));
      if (!unlocked.ok) return unlocked;
      if (unlocked.value.status === 404) return ok(null);
      if (!isDone(unlocked.value)) return err(explain(unlocked.value));
      if (how === 'detach') return ok(null);
      const deleted = await api.ask('DELETE', storyPath(copyId));
      if (!deleted.ok) return deleted;
      return isDone(deleted.value) || deleted.value.status === 404 ? ok(null) : err(explain(deleted.value));
    },

    preview: async () => ok(null),
  };
}

export async function checkDocumented(api: TenantApi, teamId: number): Promise<Result<null, SyncFailure>> {
  const answer = await api.ask('GET', `/api/v1/teams/${teamId}`);
  if (!answer.ok) return answer;
  if (isDone(answer.value)) return ok(null);
  const host = new URL(api.url).host;
  const message = `${host} has no team ${teamId} that the API key can see: ${refusalOf(answer.value)}`;
  return err(failure(message, answer.value.status === 403 ? 'destination_tenant_api_key' : 'destination_team_id'));
}

function fileOf({ packed }: PackedStory, secretFor: (guid: string) => string): Value {
  const file = getKey(packed, 'export');
  const holders = getKey(packed, 'secret_holders');
  if (file === undefined || !isObjectValue(file) || !isArrayValue(holders)) return file ?? null;
  const agents = objectsAt(file, 'agents').map((agent) => {
    const guid = getKey(agent, 'guid');
    const options = getKey(agent, 'options');
    if (typeof guid !== 'string' || !holders.includes(guid) || options === undefined || !isObjectValue(options))
      return agent;
    return replaced(agent, 'options', replaced(options, 'secret', secretFor(guid)));
  });
  return replaced(file, 'agents', agents);
}

function replaced(object: ObjectValue, name: string, value: Value): ObjectValue {
  return makeObject(entriesOf(object).map(([key, former]) => [key, key === name ? value : former]));
}

function objectsAt(value: Value, key: string): readonly ObjectValue[] {
  const list = isObjectValue(value) ? getKey(value, key) : undefined;
  return isArrayValue(list) ? list.filter(isObjectValue) : [];
}

function isDone({ status }: TenantAnswer): boolean {
  return status >= 200 && status < 300;
}
