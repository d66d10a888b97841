/** The documented API, as far as the judge of the kill test needs it. */
import type { Judged } from './judge.ts';

interface Page<Item> {
  readonly meta: { readonly next_page_number: number | null; readonly count: number };
  readonly items: readonly Item[];
}

interface ApiEvent {
  readonly id: number;
  readonly agent_id: number;
  readonly story_run_guid: string;
  readonly payload: Readonly<Record<string, { readonly body?: { readonly id?: string } }>>;
}

interface ApiLog {
  readonly message: string;
  readonly inbound_event: ApiEvent | null;
}

export class Api {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = `${url}/api/v1`;
    this.#key = key;
  }

  /** Imports into the first team; gives the story's id. */
  async importStory(name: string, data: unknown): Promise<number> {
    const teams = await this.#page<{ id: number }>('/teams', 'teams', 1);
    const story = await this.#ask('/stories/import', {
      new_name: name,
      data,
      team_id: teams.items[0]?.id,
      mode: 'new',
    });
    return Number(story['id']);
  }

  async countEvents(storyId: number): Promise<number> {
    return (await this.#page(`/events?story_id=${storyId}&per_page=1`, 'events', 1)).meta.count;
  }

  /** All events of a story and the error logs of its actions. */
  async read(storyId: number): Promise<Judged> {
    const actions = await this.#all<{ id: number; name: string }>(`/actions?story_id=${storyId}`, 'agents');
    const nameOf = new Map(actions.map(({ id, name }) => [id, name]));
    const events = await this.#all<ApiEvent>(`/events?story_id=${storyId}`, 'events');
    const logs = await Promise.all(
      actions.map(({ id }) => this.#all<ApiLog>(`/actions/${id}/logs?level=4`, 'action_logs')),
    );
    return {
      events: events.map((event) => ({
        sentId: sentIdOf(event),
        action: nameOf.get(event.agent_id) ?? '?',
        run: event.story_run_guid,
      })),
      errors: logs.flat().map(({ message, inbound_event }) => ({
        sentId: inbound_event === null ? '?' : sentIdOf(inbound_event),
        message,
      })),
    };
  }

  async #all<Item>(path: string, key: string): Promise<Item[]> {
    const found: Item[] = [];
    const from = `${path}${path.includes('?') ? '&' : '?'}per_page=500`;
    for (let page: number | null = 1; page !== null; ) {
      const { items, meta }: Page<Item> = await this.#page(from, key, page);
      found.push(...items);
      page = meta.next_page_number;
    }
    return found;
  }

  async #page<Item>(path: string, key: string, page: number): Promise<Page<Item>> {
    const answer = await this.#ask(`${path}${path.includes('?') ? '&' : '?'}page=${page}`);
    // The shapes are those of the documentation; a difference shows as a wrong verdict of the judge.
    return { items: answer[key] as Item[], meta: answer['meta'] as Page<Item>['meta'] };
  }

  async #ask(path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(this.#url + path, {
      headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  }
}

function sentIdOf(event: ApiEvent): string {
  return event.payload['receive']?.body?.id ?? '?';
}
