/** Answers of lists: one array under the key of its resource, and `meta` with addresses that carry the filters over. */
import { describePage, type Meta } from '@fabula/model';
import type { FastifyRequest } from 'fastify';
import { pathOf } from './not-found.ts';
import { sentParameters } from './parameters.ts';

export interface Paged {
  readonly page: number;
  readonly per_page: number;
}

/** `meta` of the answer to this request. `publicUrl`: the address under which clients reach us. */
export function metaOf(request: FastifyRequest, publicUrl: string, { page, per_page }: Paged, count: number): Meta {
  return describePage(`${publicUrl}${pathOf(request)}`, filtersOf(request), page, per_page, count);
}

export function toPaging({ page, per_page }: Paged) {
  return { page, perPage: per_page };
}

/** Filters as they were sent, whether in the query or in the body; what cannot stand in an address is left out. */
function filtersOf(request: FastifyRequest): [string, string][] {
  return Object.entries(sentParameters(request)).flatMap(([name, value]): [string, string][] => {
    if (Array.isArray(value)) return value.filter(isPlain).map((item) => [`${name}[]`, String(item)]);
    return isPlain(value) ? [[name, String(value)]] : [];
  });
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
