/**
 * The engine's credentials: those that a team's stories may name, sealed in memory, opened for one run of one action.
 *
 * What must hold: once a change of a credential is committed and `forget` was called, nobody is given what was before. Other
 * processes hear of a change by a notification; while none can come, nothing is held for longer than a moment.
 */
import {
  type AbortSignalLike,
  type ActionTypes,
  type Clock,
  type Credentials,
  noSecrets,
  type Outgoing,
} from '@fabula/engine';
import type { DefinedAction, StoryDefinition, TeamId } from '@fabula/model';
import { CREDENTIAL_CHANNEL, type Database, listReadableCredentials, type SealedCredential } from '@fabula/store';
import { fetchAwsSession } from './fetch/aws-session.ts';
import type { Fetch } from './fetch/fetched.ts';
import { fetchOauthToken } from './fetch/oauth-token.ts';
import { requestTokenFetch } from './fetch/request-token.ts';
import { HeldCredential } from './held-credential.ts';
import { namedCredentials } from './named-credentials.ts';
import { Opened } from './opened-secrets.ts';
import { fixedSecrets, Opening } from './opening.ts';
import { Tokens } from './tokens.ts';
import { type Trial, tryOut } from './try-out.ts';
import type { Vault } from './vault.ts';

export interface CredentialParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly outgoing: Outgoing;
  readonly vault: Vault;
  readonly types: ActionTypes;
  readonly newUuid: () => string;
  readonly random: () => number;
}

export interface OpenCredentials extends Credentials {
  readonly tokens: Tokens;
  hold(row: SealedCredential): HeldCredential;
  readonly signal: AbortSignalLike;
  /** Whether it can be used now. A failed fetch is held for a moment, so trying again at once gives the same. */
  tryOut(row: SealedCredential): Promise<Trial>;
  /** Call after the commit of every change of a credential. */
  forget(): void;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** A team, as its live stories or as its drafts see it. */
type Place = `${TeamId}` | `${TeamId} test`;

function placeOf({ teamId, draftOf }: StoryDefinition): Place {
  return draftOf === null ? `${teamId}` : `${teamId} test`;
}

/** By slug: of several the first that resolution finds. */
type TeamCredentials = ReadonlyMap<string, HeldCredential>;

export function createCredentials(parts: CredentialParts): OpenCredentials {
  const { database, clock, outgoing, vault, types } = parts;
  let teams = new Map<Place, TeamCredentials>();
  let loading = new Map<Place, Promise<TeamCredentials>>();
  let unlisten = (): void => undefined;
  const ending = new AbortController();
  const httpRequest = types.get('Agents::HTTPRequestAgent');
  const fetchRequestToken =
    httpRequest && requestTokenFetch({ httpRequest, newUuid: parts.newUuid, random: parts.random });

  const tokens = new Tokens({
    database,
    clock,
    context: { outgoing, signal: ending.signal, now: () => clock.now() },
    fetchFor,
    secretsOf: fixedSecrets,
  });

  function fetchFor(held: HeldCredential): Fetch | null {
    switch (held.row.mode) {
      case 'OAUTH':
        return fetchOauthToken;
      case 'HTTP_REQUEST_AGENT':
      case 'MULTI_REQUEST':
        return fetchRequestToken ?? null;
      case 'AWS':
        return held.setting('aws_authentication_type') === 'KEY' ? null : fetchAwsSession;
      default:
        return null;
    }
  }

  /** Those that the action names and that there are. */
  function named(team: TeamCredentials, story: StoryDefinition, action: DefinedAction): readonly HeldCredential[] {
    const slugs = namedCredentials(story, action);
    if (slugs === null) return [...team.values()];
    return [...slugs].flatMap((slug) => team.get(slug) ?? []);
  }

  function isReady(held: HeldCredential): boolean {
    if (!tokens.isFetched(held) || isExpired(held)) return true;
    return tokens.peek(held) !== undefined;
  }

  /** It is not fetched any more. */
  function isExpired({ row: { expiresAt } }: HeldCredential): boolean {
    return expiresAt !== null && expiresAt.getTime() <= clock.now();
  }

  async function loadTeam(story: StoryDefinition): Promise<TeamCredentials> {
    const place = placeOf(story);
    const underWay = loading.get(place);
    if (underWay !== undefined) return underWay;
    const reading = listReadableCredentials(database.kysely, story.teamId, story.draftOf !== null).then((rows) => {
      const bySlug = new Map<string, HeldCredential>();
      for (const row of rows) if (!bySlug.has(row.slug)) bySlug.set(row.slug, new HeldCredential(row, vault));
      return bySlug;
    });
    const [held, pending] = [teams, loading];
    pending.set(place, reading);
    try {
      const team = await reading;
      // into the map of that time: after a change nobody reads it
      held.set(place, team);
      return team;
    } finally {
      pending.delete(place);
    }
  }

  function forget(): void {
    teams = new Map();
    loading = new Map();
    tokens.forget();
  }

  return {
    tokens,
    signal: ending.signal,
    hold: (row) => new HeldCredential(row, vault),
    tryOut: (row) => tryOut(new HeldCredential(row, vault), tokens, clock),

    peek(story, action) {
      if (namedCredentials(story, action)?.size === 0) return noSecrets;
      const team = teams.get(placeOf(story));
      if (team === undefined) return undefined;
      const held = named(team, story, action);
      if (!held.every(isReady)) return undefined;
      const unknown = [...(namedCredentials(story, action) ?? [])].filter((slug) => !team.has(slug));
      const now = clock.now();
      return new Opened(
        held.map((credential) => new Opening(credential, tokens, now)),
        unknown,
        () => clock.now(),
      );
    },

    async load(story, action) {
      try {
        const team = teams.get(placeOf(story)) ?? (await loadTeam(story));
        const wanting = named(team, story, action).filter((held) => !isReady(held));
        await Promise.all(wanting.map((held) => tokens.load(held)));
      } catch (thrown) {
        // after the end nobody tries again
        if (ending.signal.aborted) await new Promise<never>(() => undefined);
        throw thrown;
      }
    },

    forget,

    async start() {
      unlisten = await database.notices.add({ channels: { [CREDENTIAL_CHANNEL]: forget }, missed: forget });
    },

    async close() {
      ending.abort();
      unlisten();
      await tokens.settled();
    },
  };
}
