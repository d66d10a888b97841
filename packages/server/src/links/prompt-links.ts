/**
 * Addresses of prompts: `/prompt?a=<action>&e=<event>&g=<signature>`, to which PROMPT adds `&s=<status>`. The signature
 * covers the action and the event; the status is the choice of whoever follows the link.
 */
import type { LinkKey } from './link-key.ts';

const purpose = 'prompt';

/** Without the public address before it. */
export function promptPath(key: LinkKey, actionId: number, eventId: number | null): string {
  const signature = key.sign(purpose, factsOf(actionId, eventId)).toString('base64url');
  return `/prompt?a=${actionId}&e=${eventId ?? ''}&g=${signature}`;
}

export function isPromptLink(key: LinkKey, actionId: number, eventId: number | null, signature: string): boolean {
  return key.isSignedBy(purpose, factsOf(actionId, eventId), Buffer.from(signature, 'base64url'));
}

function factsOf(actionId: number, eventId: number | null): string {
  return `${actionId} ${eventId ?? ''}`;
}
