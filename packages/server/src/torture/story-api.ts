/** The documented API, as far as torture needs it while the program runs. */

interface Live {
  readonly meta: { readonly next_page_number: number | null };
  readonly agents: readonly { readonly pending_action_runs_count: number }[];
}

export class StoryApi {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = `${url}/api/v1`;
    this.#key = key;
  }

  /** Imports into the first team. */
  async importStory(file: { readonly name?: string }): Promise<void> {
    const { teams } = await this.#ask<{ teams: readonly { id: number }[] }>('/teams');
    await this.#ask('/stories/import', { new_name: file.name, data: file, team_id: teams[0]?.id, mode: 'new' });
  }

  /** Deliveries that are still to be done. */
  async countPending(): Promise<number> {
    let pending = 0;
    for (let page: number | null = 1; page !== null; ) {
      const live: Live = await this.#ask(`/actions?include_live_activity=true&per_page=500&page=${page}`);
      for (const { pending_action_runs_count: count } of live.agents) pending += count;
      page = live.meta.next_page_number;
    }
    return pending;
  }

  /** The shapes are those of the documentation. */
  async #ask<Answer>(path: string, body?: object): Promise<Answer> {
    const response = await fetch(this.#url + path, {
      headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  }
}
