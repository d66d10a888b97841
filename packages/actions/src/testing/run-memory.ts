/** Action memory for tests: performs memory plans one after the other, as the engine does inside its transactions. */
import type { Outcome, Plan } from '@fabula/engine';
import type { Value } from '@fabula/formula';

export class TestMemory {
  readonly rows = new Map<string, { value: Value; rank: number | undefined }>();
  private readonly items = new Map<string, Value[]>();

  perform(plan: Plan): Outcome {
    if (plan.kind === 'pure') return plan.outcome;
    if (plan.kind === 'effect') throw new Error('an effect was planned, not memory');
    const read = (key: string): Value => {
      if (!plan.keys.includes(key)) throw new Error(`${key} was not among the keys of the plan`);
      return this.rows.get(key)?.value ?? null;
    };
    const decision = plan.decide(read);
    for (const { key, value, rank } of decision.put ?? []) this.rows.set(key, { value, rank });
    if (decision.append !== undefined) {
      const { key, item } = decision.append;
      const items = this.items.get(key);
      if (items === undefined) this.items.set(key, [item]);
      else items.push(item);
    }
    for (const [key, { rank }] of this.rows) {
      if (rank !== undefined && decision.forgetBelow !== undefined && rank < decision.forgetBelow)
        this.rows.delete(key);
    }
    if (decision.collect === undefined) return decision.outcome ?? { kind: 'nothing' };
    const { key, outcome } = decision.collect;
    const collected = this.items.get(key) ?? [];
    this.items.delete(key);
    this.rows.delete(key);
    return outcome(collected);
  }
}
