/**
 * One page of events with its `meta`. An event may hold many megabytes and a page five hundred of them, so a page whose
 * payloads are too large together is refused, with the number that fits; `meta` of a page that is given is always true.
 */
import { type EventSearch, listEvents } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import { toEventResponse } from './event-response.ts';
import { metaOf, type Paged, toPaging } from './page.ts';

/** Payload text of one page; in memory it takes a multiple of that. A single event is given whatever its size. */
const maxPageBytes = 50_000_000;

export async function answerEvents(
  { database, publicUrl }: ApiParts,
  request: FastifyRequest,
  search: EventSearch,
  paged: Paged,
) {
  const page = await listEvents(database.kysely, search, { ...toPaging(paged), maxBytes: maxPageBytes });
  if (page.ok) {
    const { items, count } = page.value;
    return { events: items.map(toEventResponse), meta: metaOf(request, publicUrl(), paged, count) };
  }
  const { bytes, fitting } = page.error;
  return refuse(
    'invalid_parameter',
    `per_page is too large for these events: they hold ${Math.ceil(bytes / 1e6)} MB, and one answer gives at most ` +
      `${maxPageBytes / 1e6} MB. Ask again with per_page=${fitting}.`,
    'per_page',
  );
}
