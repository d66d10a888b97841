import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTolerantly } from '../syntax/parse-tolerantly.ts';
import { printFormula, printText } from '../syntax/print-formula.ts';
import { formulas, texts, withoutRanges } from '../syntax/tree.test-kit.ts';
import { formatFormula } from './format.ts';
import type { FieldMode } from './language-context.ts';

const NAMES = ['F', 'AND', 'IF', 'LAMBDA'];
const GAPS = ['', ' ', '  ', '\n', ' # note\n', '\n# own line\n', '\n  # one\n# two\n', ' #\n', '\r\n', '# a # b \n\n'];

/** A source with other white space and comments between its tokens. */
function respaced(source: string, mode: FieldMode, gaps: readonly number[]): string {
  let text = '';
  let index = 0;
  let end = 0;
  let isInFormula = mode === 'formula';
  const gap = (least: string): string => {
    index += 1;
    const chosen = GAPS[gaps[index % gaps.length] ?? 0] ?? '';
    return chosen === '' ? least : chosen;
  };
  for (const { type, from, to, text: written } of parseTolerantly(source, mode).tokens) {
    const least = source.slice(end, from);
    text += isInFormula && type !== 'opening' && type !== 'literal' ? gap(least) : least;
    text += written;
    end = to;
    if (mode === 'formula') continue;
    if (type === 'opening') isInFormula = written === '<<';
    else if (type === 'end' || type === 'literal') isInFormula = false;
    else if (type === 'keyword') isInFormula = /^(?:if|elseif|in)$/.test(written);
  }
  return mode === 'formula' ? text + gap('') : text;
}

const sources: Readonly<Record<FieldMode, fc.Arbitrary<string>>> = {
  formula: formulas(NAMES).map(printFormula),
  text: texts(NAMES).map(printText),
};

function tree(source: string, mode: FieldMode): unknown {
  const { parts, formula, problems } = parseTolerantly(source, mode);
  expect(problems).toEqual([]);
  return withoutRanges(parts ?? formula);
}

function comments(source: string, mode: FieldMode): string {
  return parseTolerantly(source, mode)
    .tokens.filter(({ type }) => type === 'comment')
    .map(({ text }) => text.trimEnd())
    .join(' ');
}

function literals(source: string): readonly string[] {
  return parseTolerantly(source, 'text').tokens.flatMap(({ type, text }) => (type === 'literal' ? [text] : []));
}

describe.each(['formula', 'text'] as const)('a formatted %s', (mode) => {
  const cases = fc.tuple(
    sources[mode],
    fc.array(fc.nat(GAPS.length - 1), { minLength: 1, maxLength: 12 }),
    fc.constantFrom(20, 60, 100),
  );

  test('means the same, keeps comments and texts, and stays as it is when it is formatted again', () => {
    fc.assert(
      fc.property(cases, ([printed, gaps, width]) => {
        const source = respaced(printed, mode, gaps);
        const result = formatFormula(source, mode, { width });
        expect(result.ok ? null : result.error).toBe(null);
        const formatted = result.ok ? result.value : '';
        expect(tree(formatted, mode)).toEqual(tree(source, mode));
        expect(comments(formatted, mode).split(' ').toSorted()).toEqual(comments(source, mode).split(' ').toSorted());
        if (mode === 'text') expect(literals(formatted)).toEqual(literals(source));
        expect(formatFormula(formatted, mode, { width })).toEqual({ ok: true, value: formatted });
      }),
      { numRuns: 700 },
    );
  });
});

test('the layout does not depend on the white space before', () => {
  fc.assert(
    fc.property(sources.formula, fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }), (source, gaps) => {
      expect(formatFormula(respaced(source, 'formula', gaps), 'formula')).toEqual(formatFormula(source, 'formula'));
    }),
    { numRuns: 500 },
  );
});
