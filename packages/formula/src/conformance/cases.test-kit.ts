/** Tables of formulas and what they are shown as, grouped under a promise. */
import { describe, expect, test } from 'vitest';
import { shown } from './evaluating.test-kit.ts';

/** The result is JSON text, or `! ` and a message; the context is JSON text. */
export type Case = readonly [formula: string, result: string, context?: string];

export function testCases(groups: Readonly<Record<string, readonly Case[]>>): void {
  describe.each(Object.entries(groups))('%s', (_group, cases) => {
    for (const [formula, result, context] of cases) {
      test(`${formula} gives ${result}`, () => {
        expect(shown(formula, context)).toBe(result);
      });
    }
  });
}
