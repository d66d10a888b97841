/** Stories for tests, built through the API. */
import type { Value } from '@fabula/formula';
import { type ActionId, asId, type StoryId, slugOf } from '@fabula/model';
import { at, idAt, listAt, type TestFabula, until } from './fabula.test-kit.ts';

export interface StoryAction {
  readonly type: string;
  readonly name: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Whatever else the API takes: monitor_failures, disabled … */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Name of the action whose events it gets. */
  readonly after?: string;
  readonly link?: 'DEFAULT' | 'FAILURE';
}

export interface TestStory {
  readonly id: StoryId;
  action(name: string): ActionId;
  /** The action's own output in each of its events, newest first. */
  events(name: string): Promise<readonly Value[]>;
  /** Error logs when no level is given. */
  logs(name: string, level?: 2 | 3 | 4): Promise<readonly Value[]>;
  /** Waits until the action has so many events: ten seconds, unless more are given. */
  eventsOf(name: string, count: number, patienceMs?: number): Promise<readonly Value[]>;
  change(name: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
}

export async function buildStory(
  fabula: TestFabula,
  actions: readonly StoryAction[],
  { recipients = [], ...fields }: Readonly<Record<string, unknown>> & { readonly recipients?: readonly string[] } = {},
): Promise<TestStory> {
  const ask = async (method: string, url: string, body?: unknown): Promise<Value> => {
    const answer = await fabula.ask(method, url, body === undefined ? {} : { body });
    if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  const teamId = idAt(await ask('GET', '/api/v1/teams'), 'teams.0.id');
  const id = idAt(await ask('POST', '/api/v1/stories', { team_id: teamId, name: 'Test story' }));
  if (Object.keys(fields).length > 0) await ask('PUT', `/api/v1/stories/${id}`, fields);
  for (const address of recipients) await ask('POST', `/api/v1/stories/${id}/recipients`, { address });
  const ids = new Map<string, number>();
  const idOf = (name: string): number => {
    const found = ids.get(name);
    if (found === undefined) throw new Error(`the story has no action ${name}`);
    return found;
  };
  for (const { type, name, options = {}, fields: more = {}, after, link = 'DEFAULT' } of actions) {
    const sources = after === undefined ? {} : { links_to_sources: [{ source_id: idOf(after), type: link }] };
    const position = { x: 0, y: 0 };
    ids.set(
      name,
      idAt(await ask('POST', '/api/v1/actions', { story_id: id, type, name, options, position, ...sources, ...more })),
    );
  }
  const events = async (name: string) =>
    listAt(await ask('GET', `/api/v1/actions/${idOf(name)}/events?per_page=500`), 'events').map((event) =>
      at(event, `payload.${slugOf(name)}`),
    );
  const story: TestStory = {
    id: asId<StoryId>(id),
    action: (name) => asId<ActionId>(idOf(name)),
    events,
    logs: async (name, level = 4) =>
      listAt(await ask('GET', `/api/v1/actions/${idOf(name)}/logs?level=${level}`), 'action_logs'),
    eventsOf: (name, count, patienceMs) =>
      until(async () => {
        const found = await events(name);
        return found.length >= count ? found : null;
      }, patienceMs),
    async change(name, changes) {
      await ask('PUT', `/api/v1/actions/${idOf(name)}`, changes);
    },
  };
  return story;
}
