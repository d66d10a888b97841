/** A pill is closed when it is opened, `<<|>>`; whoever types its end all the same passes over what is there. */
import { EditorView } from '@codemirror/view';
import { languageContext } from './language-facets.ts';

export const closingPills = EditorView.inputHandler.of((view, from, to, typed) => {
  const { state } = view;
  if (from !== to || state.readOnly || state.facet(languageContext).mode !== 'text') return false;
  const change = closingOf(state.sliceDoc(0, from), state.sliceDoc(from), typed);
  if (change === null) return false;
  view.dispatch({
    changes: { from, insert: change.insert },
    selection: { anchor: from + change.caret },
    userEvent: 'input.type',
    scrollIntoView: true,
  });
  return true;
});

/**
 * What one typed character becomes between the text before and after it; null: itself. `caret`: from where it was typed. A `>`
 * behind a blank is a comparison.
 */
export function closingOf(
  before: string,
  after: string,
  typed: string,
): { readonly insert: string; readonly caret: number } | null {
  const isInside = before.lastIndexOf('<<') > before.lastIndexOf('>>');
  if (typed === '<') {
    const opens = before.endsWith('<') && !before.endsWith('<<') && !isInside && !/^[\w"'(]/.test(after);
    return opens ? { insert: '<>>', caret: 1 } : null;
  }
  if (typed !== '>' || before.lastIndexOf('<<') === -1 || /\s$/.test(before)) return null;
  const passesFirst = isInside && after.startsWith('>>');
  const passesSecond = before.endsWith('>') && !before.endsWith('>>') && after.startsWith('>');
  return passesFirst || passesSecond ? { insert: '', caret: 1 } : null;
}
