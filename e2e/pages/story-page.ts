import type { Locator, Page } from 'playwright-core';

/** One open story: board, inspector and runs. */
export class StoryPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async goto(storyId: number): Promise<void> {
    await this.page.goto(`/stories/${storyId}`);
    await this.board.locator('[data-action]').first().waitFor();
  }

  get board() {
    return this.page.getByRole('region', { name: 'Storyboard' });
  }

  /** The card of an action. Its spoken name begins with the action's. */
  card(name: string) {
    return this.board.getByRole('button', { name: new RegExp(`^${inPattern(name)}(,|$)`) });
  }

  /** The lines between actions. */
  get links() {
    return this.board.locator('.react-flow__edge');
  }

  get inspector() {
    return this.page.getByRole('region', { name: /^Action / });
  }

  tab(name: string) {
    return this.inspector.getByRole('tab', { name });
  }

  get events() {
    return this.inspector.getByRole('list', { name: 'Events, newest first' }).getByRole('button');
  }

  get logs() {
    return this.inspector.getByRole('region', { name: 'Logs' }).getByRole('listitem');
  }

  /** A row of the payload that is shown, by its key. */
  value(key: string): Locator {
    return this.inspector.getByRole('treeitem').filter({ hasText: new RegExp(`^${inPattern(key)}: `) });
  }

  get runs() {
    return this.page.getByRole('region', { name: 'Runs' });
  }

  /** A call of a story that waits for approval. */
  get waitingCall() {
    return this.runs.getByRole('article', { name: /wants to call/ });
  }

  get runList() {
    return this.runs.getByRole('list', { name: 'Runs, newest first' }).getByRole('button');
  }

  get runEvents() {
    return this.runs.getByRole('list', { name: 'Events of the run, in order' }).getByRole('button');
  }

  /** By its key, which is there on a phone as well. */
  async openRuns(): Promise<void> {
    await this.page.keyboard.press('r');
    await this.runs.waitFor();
  }

  /** Names of the actions on the path of the run that is shown. */
  async namesOnPath(): Promise<string[]> {
    const labels = await this.board
      .locator('[data-on-path="true"][data-action]')
      .evaluateAll((cards) => cards.map((card) => card.getAttribute('aria-label') ?? ''));
    return labels.map((label) => label.split(',')[0] ?? '').sort();
  }

  /** Until everything that was drawn is on the server. */
  async untilDrawn(): Promise<void> {
    await this.page.getByRole('status', { name: 'Drawing' }).filter({ hasText: 'Saved' }).waitFor();
  }

  /** Until the live channel has told its first snapshot. */
  async untilLive(): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: 'Connected' }).waitFor({ state: 'attached' });
  }
}

function inPattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
