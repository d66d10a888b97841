/** What every code field does, whatever is written in it: undo, brackets, and a Tab key that leaves the field. */
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { fieldTheme } from './field-theme.ts';

interface Basics {
  /** Spoken name. */
  readonly label: string;
  readonly isReadOnly: boolean;
  /** Line feeds are not accepted. */
  readonly isSingleLine?: boolean;
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
}

export function fieldBasics({ label, isReadOnly, isSingleLine = false, describedBy, isInvalid }: Basics): Extension {
  return [
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    indentUnit.of('  '),
    EditorView.lineWrapping,
    EditorState.readOnly.of(isReadOnly),
    isSingleLine ? oneLine : [],
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-invalid': String(isInvalid),
      // Editable content can be focused without it, but not everybody who looks at the page knows.
      tabindex: '0',
      ...(isReadOnly ? { 'aria-readonly': 'true' } : {}),
      ...(describedBy === undefined ? {} : { 'aria-describedby': describedBy }),
      // Software keyboards would otherwise mend what they take for words.
      autocapitalize: 'off',
      autocorrect: 'off',
      spellcheck: 'false',
    }),
    // No key for Tab: it moves on, as from every other field.
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap]),
    fieldTheme,
  ];
}

/** Pasted lines are joined; the Enter key does nothing. */
const oneLine: Extension = [
  EditorView.clipboardInputFilter.of((text) => text.replace(/\s*\r?\n\s*/g, ' ')),
  EditorState.changeFilter.of((transaction) => !transaction.isUserEvent('input') || transaction.newDoc.lines <= 1),
];
