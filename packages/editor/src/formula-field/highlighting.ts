/** The colours of a formula while it is written. */
import { type Extension, RangeSetBuilder } from '@codemirror/state';
import { Decoration, EditorView } from '@codemirror/view';
import { highlight } from '@fabula/formula/language';
import { classOf } from './code-pieces.ts';
import { languageContext, sourceOf } from './language-facets.ts';

/** Beyond this a field is shown in one colour: it is read at every key. */
const longest = 50_000;

const marks = new Map<string, Decoration>();

function markOf(className: string): Decoration {
  const known = marks.get(className) ?? Decoration.mark({ class: className });
  marks.set(className, known);
  return known;
}

export const highlighting: Extension = EditorView.decorations.compute([languageContext, 'doc'], (state) => {
  const source = sourceOf(state);
  if (source.length > longest) return Decoration.none;
  const builder = new RangeSetBuilder<Decoration>();
  for (const { kind, from, to } of highlight(source, state.facet(languageContext).mode)) {
    if (kind !== 'blank') builder.add(from, to, markOf(classOf(kind)));
  }
  return builder.finish();
});
