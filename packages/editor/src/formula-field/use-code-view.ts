/** CodeMirror inside React: one view per element, its text controlled from outside, its settings changed in place. */
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';

interface CodeViewOptions {
  readonly value: string;
  readonly onChange: ((value: string) => void) | undefined;
  /** Keep it the same object while nothing changes. */
  readonly extensions: Extension;
}

/** Marks a change that came from outside, so that it is not reported back. */
const fromOutside = Annotation.define<true>();

/** Put `host` on an element; `view` is there once that is mounted. */
export function useCodeView({ value, onChange, extensions }: CodeViewOptions) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const settings = useRef(new Compartment());
  const latest = useRef({ value, onChange, extensions });
  latest.current = { value, onChange, extensions };

  useEffect(() => {
    if (host.current === null) return;
    const compartment = settings.current;
    const created = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          compartment.of(latest.current.extensions),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged || update.transactions.some((each) => each.annotation(fromOutside))) return;
            latest.current.onChange?.(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = created;
    return () => {
      created.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    view.current?.dispatch({ effects: settings.current.reconfigure(extensions) });
  }, [extensions]);

  useEffect(() => {
    const current = view.current?.state.doc.toString();
    if (current === undefined || current === value) return;
    view.current?.dispatch({ changes: differenceOf(current, value), annotations: fromOutside.of(true) });
  }, [value]);

  return { host, view };
}

/** Only what differs is replaced, so that the caret stays where it is, as after an undo. */
function differenceOf(before: string, after: string): { from: number; to: number; insert: string } {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let behind = 0;
  while (behind < shorter - from && before[before.length - 1 - behind] === after[after.length - 1 - behind])
    behind += 1;
  return { from, to: before.length - behind, insert: after.slice(from, after.length - behind) };
}
