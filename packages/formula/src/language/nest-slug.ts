/** What an action emitted is read as a part of what another one emits: `hook.body` as `input.hook.body`, and back. */
import type { FieldOptions } from '../evaluate/compile-field.ts';
import type { Value } from '../value/value.ts';
import { type RenamedTemplate, rewriteReferences } from './rewrite-references.ts';

/** `hook` is read as `under.hook`. */
export function nestSlug(template: Value, slug: string, under: string, options: FieldOptions = {}): RenamedTemplate {
  return rewriteReferences(
    template,
    slug,
    (_, { range }) => ({ range, text: `${under}.${slug}`, name: under }),
    options,
  );
}

/** `under.hook` is read as `hook`, for these slugs. `under` by itself, or another part of it, stays and is reported. */
export function unnestSlugs(
  template: Value,
  slugs: ReadonlySet<string>,
  under: string,
  options: FieldOptions = {},
): RenamedTemplate {
  return rewriteReferences(
    template,
    under,
    (source, { range: [from, to] }) => {
      const name = /^\.([A-Za-z_]\w*)/.exec(source.slice(to))?.[1];
      return name === undefined || !slugs.has(name) ? null : { range: [from, to + 1], text: '', name };
    },
    options,
  );
}
