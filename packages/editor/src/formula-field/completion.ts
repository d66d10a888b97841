/** Suggestions while one types, best first as the language ranks them: functions, names with their values, keys, tags. */
import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete';
import { type Extension, Prec } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import { type CompletionItem, type Completions, complete } from '@fabula/formula/language';
import { languageContext, sourceOf } from './language-facets.ts';
import { proseElement } from './prose-element.ts';

const mostShown = 100;

export const completion: Extension = [
  autocompletion({
    override: [suggestions],
    icons: false,
    maxRenderedOptions: mostShown,
    // Enter takes what is shown from the first moment: a formula has few line breaks that it could have meant instead.
    interactionDelay: 0,
    addToOptions: [{ render: kindMark, position: 20 }],
  }),
  // Tab takes a suggestion while they are shown, and leaves the field otherwise.
  Prec.high(keymap.of([...completionKeymap, { key: 'Tab', run: acceptCompletion }])),
];

function suggestions({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const found = complete(sourceOf(state), pos, state.facet(languageContext));
  if (found.items.length === 0 || !(explicit || isAsking(sourceOf(state), pos, found))) return null;
  const { from, to, items } = found;
  return {
    from,
    to,
    filter: false,
    options: items.map(toOption),
    // At once, so that Enter right after a letter takes what that letter leaves, and does not break the line.
    update: (_shown, _from, _to, context) => suggestions(context),
  };
}

/** Not after every blank: somebody has begun a word, or a place where only certain names can stand. */
function isAsking(source: string, pos: number, { from }: Completions): boolean {
  return from < pos || /[.["'%<]$/.test(source.slice(0, pos));
}

function toOption({ label, kind, insert, replaceFrom, detail, documentation, preview }: CompletionItem): Completion {
  return {
    label,
    type: kind,
    apply: (view, _option, from, to) => {
      const start = replaceFrom ?? from;
      view.dispatch({
        changes: { from: start, to, insert: insert.text },
        selection: { anchor: start + insert.caret },
        scrollIntoView: true,
        userEvent: 'input.complete',
      });
    },
    ...(preview === undefined && detail === undefined ? {} : { detail: preview ?? behindLabel(detail ?? '', label) }),
    ...(documentation === undefined ? {} : { info: () => infoOf(detail, documentation) }),
  };
}

/** A signature without the name that stands before it already. */
function behindLabel(detail: string, label: string): string {
  return detail.startsWith(`${label}(`) ? detail.slice(label.length) : detail;
}

function infoOf(detail: string | undefined, documentation: string): HTMLElement {
  const element = document.createElement('div');
  if (detail !== undefined) {
    const signature = document.createElement('div');
    signature.className = 'formula-signature';
    signature.textContent = detail;
    element.append(signature);
  }
  element.append(proseElement(documentation));
  return element;
}

const letters: Readonly<Record<CompletionItem['kind'], string>> = {
  function: 'ƒ',
  reference: '•',
  namespace: '◦',
  key: '.',
  index: '#',
  parameter: ':',
  keyword: '→',
  constant: '=',
  snippet: '…',
  value: '"',
};

function kindMark({ type = '' }: Completion): HTMLElement {
  const mark = document.createElement('span');
  mark.className = `formula-kind formula-kind-${type}`;
  mark.setAttribute('aria-hidden', 'true');
  mark.textContent = Object.entries(letters).find(([kind]) => kind === type)?.[1] ?? '';
  return mark;
}
