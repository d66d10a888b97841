/** The audit log on the wire (reference: api/audit-logs.md). */
import { z } from 'zod';
import { idInput, listInput, textInput, timeInput } from './input.ts';
import { objectOutput, timeOutput } from './output.ts';
import { pageShape, pagingInput } from './paging.ts';

/** A filter that is left empty filters nothing. */
const none = z.literal('').transform((): undefined => undefined);

export const listAuditLogsInput = z.object({
  before: z.union([timeInput, none], { error: 'must be a time, such as 2026-01-31T12:00:00Z' }).optional(),
  after: z.union([timeInput, none], { error: 'must be a time, such as 2026-01-31T12:00:00Z' }).optional(),
  user_id: z.union([listInput(idInput), none], { error: 'must be an id, or a list of ids' }).optional(),
  operation_name: z.union([none, listInput(textInput)], { error: 'must be a name, or a list of names' }).optional(),
  ...pagingInput,
});

export const auditLogShape = z
  .object({
    id: z.int(),
    created_at: timeOutput,
    updated_at: timeOutput,
    operation_name: z.string(),
    inputs: objectOutput,
    outputs: objectOutput,
    request_ip: z.string().nullable(),
    request_user_agent: z.string().nullable(),
    tenant_id: z.int(),
    user_id: z.int(),
    user_email: z.string(),
    user_name: z.string(),
    story_id: z.int().nullable(),
  })
  .meta({ id: 'AuditLog' });

export const auditLogListShape = pageShape('audit_logs', auditLogShape);
