import type { Value } from '@fabula/formula';
import type { ActionId } from '@fabula/model';
import type { MemoryDecision, Outcome, Plan } from '../action-type.ts';
import type { MemoryDraft } from './memory-draft.ts';

/** Makes one decision on the memory of an action, adds its changes to the draft, and gives what comes of it. */
export async function decideMemory(
  actionId: ActionId,
  decide: Extract<Plan, { kind: 'memory' }>['decide'],
  draft: MemoryDraft,
): Promise<Outcome> {
  const decision: MemoryDecision = decide((key: string): Value => draft.read({ actionId, key }));
  for (const { key, value, rank } of decision.put ?? []) draft.put({ actionId, key }, value, rank);
  if (decision.append !== undefined) draft.append({ actionId, key: decision.append.key }, decision.append.item);
  if (decision.forgetBelow !== undefined) draft.forgetBelow(actionId, decision.forgetBelow);
  if (decision.collect !== undefined) {
    return decision.collect.outcome(await draft.collect({ actionId, key: decision.collect.key }));
  }
  return decision.outcome ?? { kind: 'nothing' };
}
