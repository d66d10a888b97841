import type { Page } from 'playwright-core';

/** What an open story has for drafts, reviews and versions. */
export class ChangeControl {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The strip that says what is open and why it cannot be changed. */
  get strip() {
    return this.page.getByRole('region', { name: /^This (draft|story)$/ });
  }

  get panel() {
    return this.page.getByRole('region', { name: 'Changes', exact: true });
  }

  get changes() {
    return this.panel.getByRole('list', { name: 'Changes' }).getByRole('listitem');
  }

  get request() {
    return this.panel.getByRole('region', { name: 'Change request' });
  }

  async turnOn(): Promise<void> {
    await this.page.getByRole('button', { name: 'More about this story' }).click();
    await this.page.getByRole('menuitem', { name: 'Turn change control on…' }).click();
    await this.page.getByRole('alertdialog').getByRole('button', { name: 'Turn it on' }).click();
    await this.page.getByRole('alertdialog').waitFor({ state: 'detached' });
  }

  async newDraft(name: string): Promise<void> {
    await this.strip.getByRole('button', { name: 'Edit in a draft' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'New draft' });
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Create the draft' }).click();
    await this.strip.getByText(`Draft ${name}.`).waitFor();
  }

  async openChanges(): Promise<void> {
    await this.strip.getByRole('button', { name: /^Changes/ }).click();
    await this.panel.waitFor();
  }

  async askForReview(title: string): Promise<void> {
    await this.panel.getByRole('button', { name: 'Ask for a review' }).click();
    const form = this.panel.getByRole('form', { name: 'Ask for a review' });
    await form.getByLabel('What changes?').fill(title);
    await form.getByRole('button', { name: 'Ask for a review' }).click();
    await this.request.getByText('Waits for review').waitFor();
  }

  async reject(reason: string): Promise<void> {
    await this.request.getByRole('button', { name: 'Reject…' }).click();
    await this.request.getByLabel('What has to be different?').fill(reason);
    await this.request.getByRole('button', { name: 'Reject', exact: true }).click();
    await this.request.waitFor({ state: 'detached' });
  }

  async approve(): Promise<void> {
    await this.request.getByRole('button', { name: 'Approve', exact: true }).click();
    await this.request.getByText('Approved', { exact: true }).waitFor();
  }

  async promote(): Promise<void> {
    await this.request.getByRole('button', { name: 'Promote…' }).click();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Promote', exact: true }).click();
    await this.strip.getByText('What is live is changed through drafts.').waitFor();
  }
}
