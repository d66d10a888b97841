/**
 * The name by which formulas refer to an action (formulas.md §6): lower case, every run of other characters one underscore,
 * none at the ends. Letters and digits of any script are kept; the documentation does not say, and a name written in
 * another script would otherwise have an empty slug.
 */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}
