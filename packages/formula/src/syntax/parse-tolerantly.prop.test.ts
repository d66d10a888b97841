import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFormula } from './parse-formula.ts';
import { parseText } from './parse-text.ts';
import { parseTolerantly } from './parse-tolerantly.ts';
import { nodesOf, refusalOf, repeatedPieces, shown, tokenSoup } from './parsing.test-kit.ts';
import { printFormula, printText } from './print-formula.ts';
import { formulas, texts } from './tree.test-kit.ts';

const MODES = ['formula', 'text'] as const;
const NAMES = ['F', 'AND', 'IF'];
const sources = fc.oneof(
  tokenSoup,
  fc.tuple(formulas(NAMES), fc.nat(200)).map(([formula, length]) => printFormula(formula).slice(0, length)),
  fc.tuple(texts(NAMES), fc.nat(200)).map(([parts, length]) => printText(parts).slice(0, length)),
);

describe.each(MODES)('in a %s, whatever is typed', (mode) => {
  test('ranges lie in the source and in the ranges around them', () => {
    fc.assert(
      fc.property(sources, (source) => {
        const { parts, formula, problems } = parseTolerantly(source, mode);
        for (const { node, parent } of nodesOf(parts ?? formula ?? [])) {
          const [from, to] = node.range;
          const [least, most] = parent?.range ?? [0, source.length];
          expect(least <= from && from <= to && to <= most, `${node.kind} ${from}-${to} in ${least}-${most}`).toBe(
            true,
          );
        }
        for (const { message, range, fix, related } of problems) {
          for (const [from, to] of [range ?? [-1, -1], fix?.range ?? [0, 0], related?.range ?? [0, 0]] as const) {
            expect(0 <= from && from <= to && to <= source.length, `${message} at ${from}-${to}`).toBe(true);
          }
        }
      }),
      { numRuns: 1_200 },
    );
  });

  test('tokens are in order, and only blanks are between them', () => {
    fc.assert(
      fc.property(sources, (source) => {
        let end = 0;
        for (const { from, to, text } of parseTolerantly(source, mode).tokens) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(source.slice(end, from).trim()).toBe('');
          expect(text).toBe(source.slice(from, to));
          end = to;
        }
        expect(source.slice(end).trim()).toBe('');
      }),
      { numRuns: 1_200 },
    );
  });

  test('the first problem is what strict parsing throws, and without one the tree is the same', () => {
    fc.assert(
      fc.property(sources, (source) => {
        const { parts, formula, problems } = parseTolerantly(source, mode);
        const stored = mode === 'formula' ? `=${source}` : source;
        fc.pre(mode === 'formula' || !source.startsWith('='));
        const [first] = problems;
        if (first === undefined) {
          expect(parts ?? formula).toEqual(mode === 'text' ? parseText(source) : parseFormula(source).formula);
        } else {
          const shift = mode === 'formula' ? 1 : 0;
          const [from, to] = first.range ?? [0, 0];
          expect(refusalOf(stored)).toBe(shown(Object.assign(first, { range: [from + shift, to + shift] })));
        }
      }),
      { numRuns: 1_200 },
    );
  });
});

test.each(repeatedPieces)('reading takes time in proportion to the source: %j again and again', (piece) => {
  for (const mode of MODES) {
    const started = performance.now();
    parseTolerantly(piece.repeat(20_000), mode);
    // Tens of milliseconds; anything quadratic takes much longer.
    expect(performance.now() - started).toBeLessThan(3_000);
  }
});
