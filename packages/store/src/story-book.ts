/**
 * The stories that the engine runs, held in memory.
 *
 * What must hold: once a change of a story is committed and `forget` was called, nobody who asks later is given a
 * definition from before. Other processes learn of a change by a notification on a session of their own; while that
 * session is down nothing is held for longer than a moment. The embedded database has one process only.
 *
 * The values of a team are different: they are always at hand once they were loaded, because formulas read them in the
 * middle of a run. A change makes them load again at once; until they are there, the former ones are given.
 */
import type { CallKind, StoryBook, StoryReference, TeamValues, ValueReader } from '@fabula/engine';
import { type ActionId, asId, type StoryDefinition, type StoryId, type TeamId } from '@fabula/model';
import type { Database } from './database/database.ts';
import { CREDENTIAL_CHANNEL } from './repositories/credentials.ts';
import { findCallable, loadDefinition } from './repositories/definitions.ts';
import { listDraftIds } from './repositories/drafts.ts';
import { RESOURCE_CHANNEL } from './repositories/resources.ts';
import { STORY_CHANNEL } from './repositories/story-change.ts';
import { loadTeamValues } from './repositories/team-values.ts';
import { findWebhookPath } from './repositories/webhook-paths.ts';
import { UnknownPaths } from './unknown-paths.ts';

export interface OpenStoryBook extends StoryBook {
  /** Call after the commit of every change of a story, its actions or links, and of its removal. */
  forget(storyId: StoryId): void;
  /** Call after the commit of every change of a team's name, resources or credentials. */
  forgetTeam(teamId: TeamId): void;
  /** Call after the commit of every change of a credential: any team may read it. */
  forgetTeams(): void;
  /** Resolves when the values of every held team are as new as the last `forget`: an API answer waits for this. */
  refreshed(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export function createStoryBook(database: Database): OpenStoryBook {
  return new MemoryStoryBook(database);
}

interface WebhookTarget {
  readonly storyId: StoryId;
  readonly actionId: ActionId;
}

/** A team, as its live stories or as its drafts read. */
type Place = `${TeamId}` | `${TeamId} test`;

function placeOf({ teamId, draftOf }: ValueReader): Place {
  return draftOf === null ? `${teamId}` : `${teamId} test`;
}

interface TeamEntry {
  values: TeamValues | undefined;
  /** Something may have changed since the values were asked for. */
  isOld: boolean;
  /** The newest reading under way; an older one that ends later is not kept. */
  loading: Promise<TeamValues> | undefined;
}

class MemoryStoryBook implements OpenStoryBook {
  readonly #database: Database;
  #unlisten: () => void = () => undefined;
  readonly #definitions = new Map<StoryId, StoryDefinition | null>();
  readonly #loading = new Map<StoryId, Promise<StoryDefinition | null>>();
  readonly #teams = new Map<Place, TeamEntry>();
  /** Paths found and not found, and targets; they fall with every change of a story. */
  #webhooks = new Map<string, WebhookTarget>();
  #unknownPaths = new UnknownPaths();
  #targets = new Map<string, StoryId>();

  constructor(database: Database) {
    this.#database = database;
  }

  async start(): Promise<void> {
    this.#unlisten = await this.#database.notices.add({
      channels: {
        [STORY_CHANNEL]: (payload) => this.forget(asId(Number(payload))),
        [CREDENTIAL_CHANNEL]: () => this.forgetTeams(),
        [RESOURCE_CHANNEL]: () => this.forgetTeams(),
      },
      missed: () => this.#forgetAll(),
    });
  }

  async close(): Promise<void> {
    this.#unlisten();
  }

  peek(id: StoryId): StoryDefinition | null | undefined {
    return this.#definitions.get(id);
  }

  peekTeamValues(reader: ValueReader): TeamValues | undefined {
    const entry = this.#teams.get(placeOf(reader));
    if (entry?.isOld) this.#renewTeam(placeOf(reader));
    return entry?.values;
  }

  async get(id: StoryId): Promise<StoryDefinition | null> {
    const held = this.#definitions.get(id);
    if (held !== undefined) return held;
    const underWay = this.#loading.get(id);
    if (underWay !== undefined) return underWay;
    const loading = loadDefinition(this.#database, id);
    this.#loading.set(id, loading);
    try {
      const definition = await loading;
      // A change in between has taken this reading away: it may be from before.
      if (this.#loading.get(id) === loading) this.#definitions.set(id, definition);
      return definition;
    } finally {
      if (this.#loading.get(id) === loading) this.#loading.delete(id);
    }
  }

  async findByWebhookPath(
    path: string,
  ): Promise<{ readonly story: StoryDefinition; readonly actionId: ActionId } | null> {
    const webhooks = this.#webhooks;
    const unknownPaths = this.#unknownPaths;
    if (unknownPaths.has(path)) return null;
    let target = webhooks.get(path);
    if (target === undefined) {
      const found = await findWebhookPath(this.#database.kysely, path);
      if (found === null) {
        unknownPaths.add(path);
        return null;
      }
      target = found;
      webhooks.set(path, found);
    }
    const story = await this.get(target.storyId);
    return story === null ? null : { story, actionId: target.actionId };
  }

  async findCallTarget(teamId: TeamId, reference: StoryReference, kind: CallKind): Promise<StoryDefinition | null> {
    const targets = this.#targets;
    const key = JSON.stringify([teamId, reference, kind]);
    let id = targets.get(key);
    if (id === undefined) {
      const found = await findCallable(this.#database.kysely, teamId, reference, kind);
      if (found === null) return null;
      id = found;
      targets.set(key, found);
    }
    return this.get(id);
  }

  async draftsOf(id: StoryId): Promise<readonly StoryDefinition[]> {
    const ids = await listDraftIds(this.#database.kysely, id);
    const drafts = await Promise.all(ids.map((draftId) => this.get(draftId)));
    return drafts.filter((draft) => draft !== null);
  }

  async teamValues(reader: ValueReader): Promise<TeamValues> {
    return this.#valuesAt(placeOf(reader));
  }

  async #valuesAt(place: Place): Promise<TeamValues> {
    const entry = this.#teams.get(place);
    if (entry === undefined || entry.isOld) return this.#loadTeam(place);
    return entry.loading ?? entry.values ?? this.#loadTeam(place);
  }

  forget(storyId: StoryId): void {
    this.#definitions.delete(storyId);
    this.#loading.delete(storyId);
    this.#forgetNames();
  }

  forgetTeam(teamId: TeamId): void {
    for (const place of [`${teamId}`, `${teamId} test`] as const) {
      if (this.#teams.has(place)) this.#renewTeam(place);
    }
    // They hold the team's name.
    for (const [id, definition] of this.#definitions) if (definition?.teamId === teamId) this.forget(id);
  }

  forgetTeams(): void {
    for (const entry of this.#teams.values()) entry.isOld = true;
  }

  async refreshed(): Promise<void> {
    await Promise.all([...this.#teams.keys()].map((place) => this.#valuesAt(place)));
  }

  #forgetAll(): void {
    this.#definitions.clear();
    this.#loading.clear();
    this.#forgetNames();
  }

  /** New maps, so that a search that is under way writes into one that nobody reads. */
  #forgetNames(): void {
    this.#webhooks = new Map();
    this.#unknownPaths = new UnknownPaths();
    this.#targets = new Map();
    this.forgetTeams();
  }

  /** Nobody waits here: whoever asks for the values gets the failure. */
  #renewTeam(place: Place): void {
    this.#loadTeam(place).catch(() => undefined);
  }

  async #loadTeam(place: Place): Promise<TeamValues> {
    const entry = this.#teams.get(place) ?? { values: undefined, isOld: false, loading: undefined };
    this.#teams.set(place, entry);
    const [team = '', test] = place.split(' ');
    const loading = loadTeamValues(this.#database.kysely, asId(Number(team)), test !== undefined);
    entry.isOld = false;
    entry.loading = loading;
    try {
      const values = await loading;
      if (entry.loading === loading) entry.values = values;
      return values;
    } catch (error) {
      entry.isOld = true;
      throw error;
    } finally {
      if (entry.loading === loading) entry.loading = undefined;
    }
  }
}
