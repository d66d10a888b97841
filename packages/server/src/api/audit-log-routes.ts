/** The audit log (reference: api/audit-logs.md): read by owners of the tenant and whoever they let. */
import { asId, auditLogListShape, listAuditLogsInput, toTimestamp, type UserId } from '@fabula/model';
import { type AuditEntry, listAuditEntries } from '@fabula/store';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';

/** An installation is one tenant. */
const tenantId = 1;

export function auditLogRoutes(app: ApiScope, { database, publicUrl }: ApiParts): void {
  app.get(
    '/api/v1/audit_logs',
    {
      config: { permission: 'tenant:audit' },
      schema: {
        summary: 'List entries of the audit log',
        tags: ['Audit logs'],
        body: listAuditLogsInput,
        response: { 200: auditLogListShape },
      },
    },
    async (request) => {
      const { body } = request;
      const search = {
        before: body.before === undefined ? undefined : new Date(body.before),
        after: body.after === undefined ? undefined : new Date(body.after),
        userIds: body.user_id?.map(asId<UserId>),
        operations: body.operation_name,
      };
      const { items, count } = await listAuditEntries(database.kysely, search, toPaging(body));
      return { audit_logs: items.map(toAuditLog), meta: metaOf(request, publicUrl(), body, count) };
    },
  );
}

function toAuditLog(entry: AuditEntry) {
  const at = toTimestamp(entry.createdAt.getTime());
  return {
    id: entry.id,
    created_at: at,
    // An entry is never altered.
    updated_at: at,
    operation_name: entry.operation,
    inputs: entry.inputs,
    outputs: entry.outputs,
    request_ip: entry.requestIp,
    request_user_agent: entry.requestUserAgent,
    tenant_id: tenantId,
    user_id: entry.userId,
    user_email: entry.userEmail,
    user_name: entry.userName,
    story_id: entry.storyId,
  };
}
