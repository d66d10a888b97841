/** Lays the formula out with Shift+Alt+F, as wide as the field is. A formula that cannot be read shows where it breaks off. */
import type { Extension } from '@codemirror/state';
import { type EditorView, keymap } from '@codemirror/view';
import { formatFormula } from '@fabula/formula/language';
import { languageContext, sourceOf } from './language-facets.ts';
import { samePlace } from './same-place.ts';

const fewestColumns = 30;

export const formatting: Extension = keymap.of([{ key: 'Shift-Alt-f', run: layOut }]);

function layOut(view: EditorView): boolean {
  const { state } = view;
  if (state.readOnly) return false;
  const source = sourceOf(state);
  const formatted = formatFormula(source, state.facet(languageContext).mode, { width: columnsOf(view) });
  if (!formatted.ok) {
    const [from, to] = formatted.error.range;
    view.dispatch({ selection: { anchor: from, head: Math.min(to, source.length) }, scrollIntoView: true });
    return true;
  }
  view.dispatch({
    changes: { from: 0, to: source.length, insert: formatted.value },
    selection: { anchor: samePlace(source, state.selection.main.head, formatted.value) },
    userEvent: 'format',
  });
  return true;
}

function columnsOf({ contentDOM, defaultCharacterWidth }: EditorView): number {
  return Math.max(fewestColumns, Math.floor(contentDOM.clientWidth / defaultCharacterWidth) - 4);
}
