/** What the services for an editor promise for any source, also for one that is nothing of the kind. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTolerantly } from '../syntax/parse-tolerantly.ts';
import { repeatedPieces, tokenSoup } from '../syntax/parsing.test-kit.ts';
import { nodesAt } from './caret.ts';
import { highlight } from './highlight.ts';
import { signatureHelp } from './signature-help.ts';

describe.each(['formula', 'text'] as const)('in a %s', (mode) => {
  test('highlighting covers every character once', () => {
    fc.assert(
      fc.property(tokenSoup, (source) => {
        const tokens = highlight(source, mode);
        expect(tokens.map(({ from, to }) => source.slice(from, to)).join('')).toBe(source);
        tokens.reduce((end, { from, to }) => {
          expect(from).toBe(end);
          expect(to).toBeGreaterThan(from);
          return to;
        }, 0);
      }),
      { numRuns: 1_000 },
    );
  });

  test('the nodes and the call at any offset can be asked for', () => {
    fc.assert(
      fc.property(tokenSoup, fc.nat(60), (source, offset) => {
        const at = Math.min(offset, source.length);
        for (const { range } of nodesAt(parseTolerantly(source, mode), at)) {
          expect(range[0] <= at && at <= range[1]).toBe(true);
        }
        const help = signatureHelp(source, at, mode);
        if (help !== null) expect(help.range[1]).toBeLessThan(at);
      }),
      { numRuns: 1_000 },
    );
  });
});

test.each(repeatedPieces)('answers take time in proportion to the source: %j again and again', (piece) => {
  const source = piece.repeat(10_000);
  for (const mode of ['formula', 'text'] as const) {
    const started = performance.now();
    highlight(source, mode);
    signatureHelp(source, source.length, mode);
    // Tens of milliseconds; anything quadratic takes much longer.
    expect(performance.now() - started).toBeLessThan(2_000);
  }
});
