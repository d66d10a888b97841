/**
 * Protection against requests that another site makes in a visitor's browser. Browsers say where a request comes from:
 * `Sec-Fetch-Site` on secure origins, `Origin` with every write. A write that brings a session and says neither is
 * refused: no browser makes one.
 */
import type { FastifyRequest } from 'fastify';
import { refuse } from '../api/api-failure.ts';

export function requireSameSite(request: FastifyRequest, publicOrigin: string): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin') return;
  const { origin } = request.headers;
  if (site === undefined && origin !== undefined && isOurs(origin, request, publicOrigin)) return;
  refuse('cross_site_request');
}

function isOurs(origin: string, request: FastifyRequest, publicOrigin: string): boolean {
  if (origin === publicOrigin) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.host;
}
