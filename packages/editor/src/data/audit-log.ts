/** Who changed what, and when. */
import { auditLogListShape, type auditLogShape } from '@fabula/model';
import type { z } from 'zod';
import { query, request } from './http.ts';
import { pageOf, pagesQuery } from './page.ts';

export type AuditEntry = z.output<typeof auditLogShape>;

export interface AuditFilter {
  readonly operation: string | undefined;
  readonly userId: number | undefined;
  /** Moments in the form of the API. */
  readonly after: string | undefined;
  readonly before: string | undefined;
}

const perPage = 50;

export function auditQuery({ operation, userId, after, before }: AuditFilter) {
  return pagesQuery<AuditEntry>(['audit', { operation, userId, after, before }], async (page, signal) => {
    const search = query({ operation_name: operation, user_id: userId, after, before, per_page: perPage, page });
    const { audit_logs: items, meta } = await request(`/api/v1/audit_logs${search}`, auditLogListShape, { signal });
    return pageOf(items, meta);
  });
}
