/** Marks a part of the formula that is spoken of elsewhere: the step of an explanation under the pointer. */
import { type Extension, Facet } from '@codemirror/state';
import { Decoration, EditorView } from '@codemirror/view';

type Range = readonly [from: number, to: number];

const markedRange = Facet.define<Range, Range | null>({ combine: (values) => values[0] ?? null });

const mark = Decoration.mark({ class: 'formula-marked' });

export function marking(range: Range | null): Extension {
  return range === null ? [] : [markedRange.of(range), decorations];
}

const decorations = EditorView.decorations.compute([markedRange, 'doc'], (state) => {
  const range = state.facet(markedRange);
  if (range === null) return Decoration.none;
  const [from, to] = [Math.min(range[0], state.doc.length), Math.min(range[1], state.doc.length)];
  return from < to ? Decoration.set(mark.range(from, to)) : Decoration.none;
});
