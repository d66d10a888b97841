/** Writes who changed what (reference: api/audit-logs.md). That nobody forgets to is in ./audited-routes.ts. */
import type { ObjectValue } from '@fabula/formula';
import type { StoryId } from '@fabula/model';
import { addAuditEntry, type Executor } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../sign-in/guard.ts';
import type { Principal } from '../sign-in/principal.ts';
import { markAudited } from './audited-routes.ts';

export interface AuditFacts {
  /** Of the documented names, or one of ours in the same form. */
  readonly operation: string;
  /** The live story, also for a change in one of its drafts. */
  readonly storyId?: StoryId | undefined;
  /** Names as the product's log has them: camelCase. Never a secret. */
  readonly inputs?: ObjectValue | undefined;
  readonly outputs?: ObjectValue | undefined;
  /** Who did it, on a route that is open to all: who signs in. */
  readonly by?: Pick<Principal, 'userId' | 'email' | 'firstName' | 'lastName'> | undefined;
  /** Was done on the way to what the route is for: no route declares it, and it does not stand for what one does declare. */
  readonly isByproduct?: boolean | undefined;
}

/** To be called inside the transaction of the change: one is not kept without the other. */
export async function recordAudit(request: FastifyRequest, executor: Executor, facts: AuditFacts): Promise<void> {
  if (facts.isByproduct !== true) markAudited(request, facts.operation);
  const { userId, email, firstName, lastName } = facts.by ?? callerOf(request);
  await addAuditEntry(executor, {
    operation: facts.operation,
    userId,
    userEmail: email,
    userName: `${firstName} ${lastName}`.trim(),
    storyId: facts.storyId ?? null,
    inputs: { inputs: facts.inputs ?? {} },
    outputs: facts.outputs ?? {},
    requestIp: request.ip,
    requestUserAgent: request.headers['user-agent'] ?? null,
  });
}
