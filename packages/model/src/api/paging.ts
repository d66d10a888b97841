/** Pages of lists (reference: api/conventions.md, "Pagination"). */
import { z } from 'zod';
import { integerInput } from './input.ts';

export const largestPage = 500;
export const usualPage = 20;

/** Parameters of every list. A `per_page` above the maximum is lowered to it. */
export const pagingInput = {
  page: integerInput(1, 1_000_000_000).default(1),
  per_page: integerInput(1, Number.MAX_SAFE_INTEGER)
    .transform((size) => Math.min(size, largestPage))
    .default(usualPage),
};

export const metaShape = z
  .object({
    current_page: z.string(),
    previous_page: z.string().nullable(),
    next_page: z.string().nullable(),
    next_page_number: z.int().nullable(),
    per_page: z.int(),
    pages: z.int(),
    count: z.int(),
  })
  .meta({ id: 'Meta' });

export type Meta = z.output<typeof metaShape>;

/** A list under the key of its resource, and its `meta`. */
export function pageShape<const K extends string, T extends z.ZodType>(key: K, item: T) {
  return z.object({ [key]: z.array(item), meta: metaShape } as { [key in K]: z.ZodArray<T> } & {
    meta: typeof metaShape;
  });
}

/**
 * The `meta` of one page. `address` is the absolute address of the list without its query, `filters` the active
 * filters; both are carried over, because clients follow `next_page` by copying its query string.
 */
export function describePage(
  address: string,
  filters: readonly (readonly [string, string])[],
  page: number,
  perPage: number,
  count: number,
): Meta {
  const pages = Math.ceil(count / perPage);
  const at = (number: number) => {
    const ours = [
      ['per_page', String(perPage)],
      ['page', String(number)],
    ] as const;
    const parts = [...ours, ...filters.filter(([name]) => name !== 'per_page' && name !== 'page')];
    return `${address}?${parts.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&')}`;
  };
  return {
    current_page: at(page),
    previous_page: page > 1 ? at(page - 1) : null,
    next_page: page < pages ? at(page + 1) : null,
    next_page_number: page < pages ? page + 1 : null,
    per_page: perPage,
    pages,
    count,
  };
}

/** Half a surrogate pair cannot stand in an address. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}
