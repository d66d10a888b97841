import type { Locator, Page } from 'playwright-core';
import type { StoryPage } from './story-page.ts';

/** What is drawn on the board with a mouse. */
export class Mouse {
  readonly #page: Page;
  readonly #story: StoryPage;

  constructor(story: StoryPage) {
    this.#page = story.page;
    this.#story = story;
  }

  async drag(fromX: number, fromY: number, toX: number, toY: number): Promise<void> {
    const { mouse } = this.#page;
    await mouse.move(fromX, fromY);
    await mouse.down();
    await mouse.move((fromX + toX) / 2, (fromY + toY) / 2, { steps: 4 });
    await mouse.move(toX, toY, { steps: 4 });
    await mouse.up();
  }

  /** From the list of kinds to a place on the board; the list is opened where it is closed. */
  async addAction(kind: string, x: number, y: number): Promise<void> {
    const palette = this.#page.getByRole('region', { name: 'New action' });
    if ((await palette.count()) === 0) {
      // away from what is chosen: the next action shall not hang on it
      await this.#page.mouse.click(1200, 800);
      await this.#page.getByRole('button', { name: 'Add an action' }).click();
    }
    const row = await boxOf(palette.getByRole('option', { name: kind, exact: true }));
    await this.drag(row.x + 40, row.y + 12, x, y);
    await this.#story.card(kind).waitFor();
  }

  /** From the foot of a card to another card. */
  async connect(from: string, to: string): Promise<void> {
    const [foot, head] = [await boxOf(this.#story.card(from)), await boxOf(this.#story.card(to))];
    await this.drag(foot.x + foot.width / 2, foot.y + foot.height + 2, head.x + 40, head.y + 20);
    await this.#page.getByRole('toolbar', { name: 'Link' }).waitFor();
  }
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error(`${locator} is not to be seen`);
  return box;
}
