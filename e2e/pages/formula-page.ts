import type { Page } from 'playwright-core';

/** The formula reference and its scratch pad. */
export class FormulaPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get search() {
    return this.page.getByRole('searchbox', { name: 'Search functions' });
  }

  get functions() {
    return this.page.getByRole('list', { name: 'Functions' }).getByRole('link');
  }

  example(number: number) {
    return this.page.getByRole('region', { name: `Example ${number}`, exact: true });
  }

  formula(name: string) {
    return this.page.getByRole('textbox', { name: `${name}: formula` });
  }

  input(name: string) {
    return this.page.getByRole('textbox', { name: `${name}: input` });
  }

  /** What stands as the result: its text without the buttons. */
  result(name: string) {
    return this.page.getByRole('region', { name: `${name}: result` });
  }

  /** Replaces what a code field holds, as somebody types it. */
  async write(field: ReturnType<FormulaPage['formula']>, text: string): Promise<void> {
    await field.click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.press('Delete');
    // Inserted at once: typed letter by letter, brackets would be closed by the field.
    await this.page.keyboard.insertText(text);
  }
}
