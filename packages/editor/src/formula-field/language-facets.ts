/** What the language services are told about a field, readable by every extension of it. */
import { type EditorState, Facet } from '@codemirror/state';
import type { FormulaError } from '@fabula/formula';
import type { LanguageContext } from '@fabula/formula/language';

const nothingKnown: LanguageContext = { mode: 'formula', sample: null };

export const languageContext = Facet.define<LanguageContext, LanguageContext>({
  combine: (values) => values[0] ?? nothingKnown,
});

/** What went wrong when the formula was last evaluated. */
export type RunProblem = Pick<FormulaError, 'message' | 'range'>;

export const runProblem = Facet.define<RunProblem | null, RunProblem | null>({
  combine: (values) => values[0] ?? null,
});

export function sourceOf(state: EditorState): string {
  return state.doc.toString();
}
