import type { Page } from 'playwright-core';

export class SignInPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get email() {
    return this.page.getByLabel('Email');
  }

  get password() {
    return this.page.getByLabel('Password');
  }

  get refusal() {
    return this.page.getByRole('alert');
  }

  get singleSignOn() {
    return this.page.getByRole('link', { name: 'Sign in with single sign-on' });
  }

  /** Fills both fields and presses Enter, as people do. */
  async signIn(email: string, password: string): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.password.press('Enter');
  }
}
