import type { Value } from '@fabula/formula';
import type { ActionId } from '@fabula/model';
import type { MemoryDecision, Outcome, Plan } from '../action-type.ts';
import { type Mask, maskValue } from '../decide/mask-outcome.ts';
import type { MemoryDraft } from './memory-draft.ts';

/**
 * Makes one decision on the memory of an action, adds its changes to the draft, and gives what comes of it. Memory can be
 * looked at, and becomes events: no value in it holds a secret.
 */
export async function decideMemory(
  actionId: ActionId,
  decide: Extract<Plan, { kind: 'memory' }>['decide'],
  draft: MemoryDraft,
  secrets: Mask,
): Promise<Outcome> {
  const decision: MemoryDecision = decide((key: string): Value => draft.read({ actionId, key }));
  const masked = (value: Value): Value => (secrets.isEmpty ? value : maskValue(value, secrets));
  for (const { key, value, rank } of decision.put ?? []) draft.put({ actionId, key }, masked(value), rank);
  if (decision.append !== undefined) {
    draft.append({ actionId, key: decision.append.key }, masked(decision.append.item));
  }
  if (decision.forgetBelow !== undefined) draft.forgetBelow(actionId, decision.forgetBelow);
  if (decision.collect !== undefined) {
    return decision.collect.outcome(await draft.collect({ actionId, key: decision.collect.key }));
  }
  return decision.outcome ?? { kind: 'nothing' };
}
