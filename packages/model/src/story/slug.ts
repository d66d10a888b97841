/**
 * The key under which a name is known to formulas: lower case, every run of anything but letters and digits one
 * underscore, none at the ends (reference: formulas.md, "Slug"). Letters outside ASCII are kept, which is unconfirmed.
 */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}
