import type { Page } from 'playwright-core';

export class StoriesPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get list() {
    return this.page.getByRole('list', { name: 'Stories' });
  }

  story(name: string) {
    return this.list.getByRole('listitem').filter({ hasText: name });
  }

  names(): Promise<string[]> {
    return this.list.getByRole('listitem').getByRole('link').filter({ hasText: /./ }).allTextContents();
  }

  /** From the menu of a row. */
  async choose(story: string, item: string): Promise<void> {
    await this.page.getByRole('button', { name: `More about ${story}` }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  get importDialog() {
    return this.page.getByRole('dialog', { name: 'Import a story' });
  }

  async open(name: string): Promise<void> {
    await this.page.getByRole('link', { name, exact: true }).click();
  }

  /** Opens the dialog and gives it a file; does not press Import. */
  async chooseFile(file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    await this.page.getByRole('button', { name: 'Import', exact: true }).first().click();
    await this.importDialog.getByLabel('Story export').setInputFiles(file);
  }

  async confirmImport(): Promise<void> {
    await this.importDialog.getByRole('button', { name: 'Import', exact: true }).click();
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: /account and appearance/ }).click();
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click();
  }
}
