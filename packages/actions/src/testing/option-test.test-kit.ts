/**
 * Tests that name the option they are about. They are what the table of options in the documentation is made of: a row
 * counts only when a test of that name ran, passed and asserted something (scripts/option-reporter.mjs).
 *
 *   optionTest('Agents::EventTransformationAgent', 'limit', 'cuts the list', () => { expect(…)… });
 *
 * `option` is a key of the kind's options, `mode:value` for one choice of it, or a word for what a kind does beside its
 * options (`event`, `schedule`).
 */
import { expect, it } from 'vitest';

export interface OptionCover {
  readonly type: string;
  readonly option: string;
  readonly behaviour: string;
}

declare module 'vitest' {
  interface TaskMeta {
    covers?: readonly OptionCover[];
  }
}

export function optionTest(
  type: string,
  option: string | readonly string[],
  behaviour: string,
  test: () => void | Promise<void>,
  timeout?: number,
): void {
  const options = typeof option === 'string' ? [option] : option;
  it(
    `${options.join(', ')}: ${behaviour}`,
    async ({ task }) => {
      // without an assertion the test fails, and its row with it
      expect.hasAssertions();
      task.meta.covers = options.map((name) => ({ type, option: name, behaviour }));
      await test();
    },
    timeout,
  );
}
