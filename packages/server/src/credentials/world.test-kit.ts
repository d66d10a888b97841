/** A Fabula whose log is kept, with credentials and stories that use them. */
import type { Value } from '@fabula/formula';
import { pino } from 'pino';
import type { Overrides } from '../compose.ts';
import { at, type DatabaseKind, idAt, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';
import { buildStory, type StoryAction, type TestStory } from '../testing/story.test-kit.ts';

export interface CredentialWorld extends TestFabula {
  /** What the process has logged, at every level. */
  log(): string;
  readonly teamId: number;
  /** Gives the answer of the API. */
  create(parameters: Readonly<Record<string, unknown>>): Promise<Value>;
  /** A public webhook at `path` and what follows it; the first action comes after `Hook`. */
  story(path: string, actions: readonly StoryAction[]): Promise<TestStory>;
  call(path: string): Promise<void>;
  /** All text of all columns of all tables. */
  dump(): Promise<string>;
}

export async function startCredentialWorld(
  kind: DatabaseKind,
  environment: Readonly<Record<string, string>> = {},
  overrides: Overrides = {},
): Promise<CredentialWorld> {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const world = await startFabula(kind, { FABULA_EGRESS_ALLOW: '127.0.0.0/8', ...environment }, { log, ...overrides });
  const teamId = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
  return {
    ...world,
    teamId,
    log: () => lines.join(''),
    async create(parameters) {
      const body = { team_id: teamId, ...parameters };
      const answer = await world.ask('POST', '/api/v1/user_credentials', { body });
      if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
      return answer.body;
    },
    story: (path, actions) =>
      buildStory(world, [
        { type: 'Agents::WebhookAgent', name: 'Hook', options: { path, access_control: 'public' } },
        ...actions,
      ]),
    async call(path) {
      const answer = await world.ask('POST', `/webhook/${path}`, { key: null, body: { hello: 1 } });
      if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
    },
    async dump() {
      const { kysely } = world.fabula.database;
      const tables = await kysely.introspection.getTables();
      const rows = await Promise.all(
        tables.map(({ name }) =>
          kysely
            .selectFrom(name as 'event')
            .selectAll()
            .execute(),
        ),
      );
      return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    },
  };
}

export const transform = (name: string, payload: unknown, after = 'Hook'): StoryAction => ({
  type: 'Agents::EventTransformationAgent',
  name,
  after,
  options: { mode: 'message_only', payload },
});

export const httpRequest = (name: string, options: Readonly<Record<string, unknown>>, after = 'Hook'): StoryAction => ({
  type: 'Agents::HTTPRequestAgent',
  name,
  after,
  options: { method: 'post', content_type: 'json', ...options },
});

export function messages(logs: readonly Value[]): string {
  return logs.map((log) => String(at(log, 'message'))).join('\n');
}
