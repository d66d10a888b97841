import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** A person without a mouse: goes from one control to the next, and sees where they are. */
export class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  press(key: string): Promise<void> {
    return this.#page.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this.#page.keyboard.type(text);
  }

  /** What has the focus, by the name that is spoken. */
  focused(): Promise<string> {
    return this.#page.evaluate(() => {
      const element = document.activeElement;
      const text = (ids: string | null | undefined) =>
        (ids ?? '')
          .split(' ')
          .map((id) => document.getElementById(id)?.textContent ?? '')
          .join(' ')
          .trim();
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
      return (
        element?.getAttribute('aria-label') ??
        (text(element?.getAttribute('aria-labelledby')) ||
          labels.map(({ textContent }) => textContent).join(' ') ||
          (element?.textContent ?? ''))
      ).trim();
    });
  }

  /** Presses Tab until the control with this name has the focus, which is seen at every step. */
  async tabTo(name: string | RegExp, most = 40): Promise<void> {
    const passed: string[] = [];
    for (let steps = 0; steps < most; steps += 1) {
      await this.press('Tab');
      const at = await this.focused();
      const isSeen = await this.#page.evaluate(() => document.activeElement?.matches(':focus-visible') ?? false);
      expect(isSeen, `the focus on ${at} is seen`).toBe(true);
      if (typeof name === 'string' ? at === name : name.test(at)) return;
      passed.push(at);
    }
    throw new Error(`Tab does not reach ${name}: ${passed.join(' → ')}`);
  }
}
