/**
 * The way to the outside for an action with secrets: every request is made ready by them (signed, bound to its hosts), whether
 * or not the action thought of it, and they hear what it was answered with.
 */
import type { OpenedSecrets } from '../ports/credentials.ts';
import type { Outgoing } from '../ports/outgoing.ts';

export function outgoingFor(secrets: OpenedSecrets, outgoing: Outgoing): Outgoing {
  if (secrets.isEmpty) return outgoing;
  return {
    ...outgoing,
    async send(request, signal) {
      const prepared = await secrets.prepare(request, signal);
      if (!prepared.ok) return { ok: false, error: { kind: 'egress_denied', message: prepared.error } };
      const answer = await outgoing.send(prepared.value, signal);
      if (answer.ok) secrets.answered(answer.value.status);
      return answer;
    },
  };
}
