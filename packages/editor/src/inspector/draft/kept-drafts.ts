/**
 * The drafts of actions, whether their forms are open or not, and the guard at the door of the page: while one of them holds
 * something that the server has not, closing the page is asked about.
 */
import type { ActionDraft } from './action-draft.ts';

export class KeptDrafts {
  readonly #drafts = new Map<string, ActionDraft>();
  readonly #page: EventTarget;

  constructor(page: EventTarget) {
    this.#page = page;
  }

  get(key: string): ActionDraft | undefined {
    return this.#drafts.get(key);
  }

  keep(key: string, draft: ActionDraft): void {
    // Listening costs the browser its quick way back to the page, so it ends with the last draft.
    if (this.#drafts.size === 0) this.#page.addEventListener('beforeunload', this.#ask);
    this.#drafts.set(key, draft);
  }

  /** Its form was closed: it stays as long as something would be lost with it. */
  release(key: string, draft: ActionDraft): void {
    if (!draft.isIdle || draft.isWatched || this.#drafts.get(key) !== draft) return;
    this.#drafts.delete(key);
    if (this.#drafts.size === 0) this.#page.removeEventListener('beforeunload', this.#ask);
  }

  readonly #ask = (event: Event): void => {
    const unsaved = [...this.#drafts.values()].filter((draft) => !draft.isIdle);
    if (unsaved.length === 0) return;
    // Whoever stays while the browser asks finds it saved.
    for (const draft of unsaved) void draft.flush();
    event.preventDefault();
  };
}
