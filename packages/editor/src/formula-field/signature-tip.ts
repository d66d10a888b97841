/** Which function the caret is in and which of its parameters is being written, in a tip above the text. */
import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { EditorView, keymap, showTooltip, type Tooltip } from '@codemirror/view';
import { type SignatureHelp, signatureHelp } from '@fabula/formula/language';
import { languageContext, sourceOf } from './language-facets.ts';
import { proseElement } from './prose-element.ts';

const dismiss = StateEffect.define<null>();

interface Shown {
  readonly help: SignatureHelp;
  readonly tooltip: Tooltip;
}

/** Shown from the first change on, so that merely clicking into a formula covers nothing; Escape puts it away. */
const shownHelp = StateField.define<Shown | null>({
  create: () => null,
  update(shown, transaction) {
    if (transaction.effects.some((effect) => effect.is(dismiss))) return null;
    const isWriting = transaction.docChanged && transaction.isUserEvent('input');
    if (shown === null && !isWriting) return null;
    if (!transaction.docChanged && transaction.selection === undefined) return shown;
    const { state } = transaction;
    const { head, empty } = state.selection.main;
    const help = empty ? signatureHelp(sourceOf(state), head, state.facet(languageContext).mode) : null;
    if (help === null) return null;
    return {
      help,
      tooltip: { pos: help.range[0], above: true, create: () => ({ dom: tip(help), offset: { x: 0, y: 4 } }) },
    };
  },
  provide: (field) => showTooltip.from(field, (shown) => shown?.tooltip ?? null),
});

export const signatureTip: Extension = [
  shownHelp,
  EditorView.domEventHandlers({
    blur: (_event, view) => {
      if (view.state.field(shownHelp) !== null) view.dispatch({ effects: dismiss.of(null) });
    },
  }),
  keymap.of([
    {
      key: 'Escape',
      run: (view) => {
        if (view.state.field(shownHelp) === null) return false;
        view.dispatch({ effects: dismiss.of(null) });
        return true;
      },
    },
  ]),
];

function tip({ label, parameters, active, summary }: SignatureHelp): HTMLElement {
  const element = document.createElement('div');
  element.className = 'formula-tip';
  element.append(signatureElement(label, active === null ? undefined : parameters[active]?.label));
  const notes = active === null ? null : (parameters[active]?.notes ?? null);
  element.append(proseElement(notes ?? summary));
  return element;
}

/** The signature with the parameter that is being written in bold. */
function signatureElement(label: string, active: readonly [number, number] | undefined): HTMLElement {
  const element = document.createElement('code');
  element.className = 'formula-source';
  const [from, to] = active ?? [label.length, label.length];
  const marked = document.createElement('strong');
  marked.className = 'formula-active-parameter';
  marked.textContent = label.slice(from, to);
  element.append(label.slice(0, from), marked, label.slice(to));
  return element;
}
