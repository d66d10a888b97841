import type { Locator, Page } from 'playwright-core';

/** The form in which an action is built. */
export class BuildForm {
  readonly page: Page;
  readonly root: Locator;

  constructor(page: Page) {
    this.page = page;
    this.root = page.getByRole('region', { name: 'How it is built' });
  }

  async goto(storyId: number, actionId: number): Promise<void> {
    await this.page.goto(`/stories/${storyId}?action=${actionId}&tab=build`);
    await this.root.waitFor();
  }

  /** One option, by its key. */
  option(key: string): Locator {
    return this.root.locator(`[data-option="${key}"]`);
  }

  field(label: string): Locator {
    return this.root.getByRole('textbox', { name: label, exact: true });
  }

  get saving() {
    return this.root.getByRole('status', { name: 'Saving' });
  }

  /** Until the server has everything. */
  async untilSaved(): Promise<void> {
    await this.saving.filter({ hasText: /^\s*Saved$/ }).waitFor();
  }

  /** The text of a code field, without what only the screen adds. */
  async textOf(field: Locator): Promise<string> {
    return (await field.locator('.cm-line').allTextContents()).join('\n');
  }
}
