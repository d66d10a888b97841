/** Renames an action in the formulas that read it. */
import type { FieldOptions } from '../evaluate/compile-field.ts';
import type { Value } from '../value/value.ts';
import { type RenamedTemplate, rewriteReferences } from './rewrite-references.ts';

/** In the options of one action. */
export function renameSlug(template: Value, from: string, to: string, options: FieldOptions = {}): RenamedTemplate {
  if (from === to) return { value: template, count: 0, untouched: [] };
  return rewriteReferences(template, from, (_, { range }) => ({ range, text: to, name: to }), options);
}

/** In the options of all actions of a story, in their order; `count` is that of all. */
export function renameSlugInStory(
  templates: readonly Value[],
  from: string,
  to: string,
  options: FieldOptions = {},
): { readonly templates: readonly RenamedTemplate[]; readonly count: number } {
  const renamed = templates.map((template) => renameSlug(template, from, to, options));
  return { templates: renamed, count: renamed.reduce((sum, { count }) => sum + count, 0) };
}
