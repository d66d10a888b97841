/** Runs one action to its end as the engine does: memory, requests, calls, elements all at once in any order. */
import type { ActionType, EffectPorts, LogLine, Outcome } from '@fabula/engine';
import type { Value } from '@fabula/formula';
import { actionInput, type InputFacts } from '../testing/action-input.ts';
import { effectPorts, RecordingOutgoing } from '../testing/recording-outgoing.ts';
import { TestMemory } from '../testing/run-memory.ts';

export interface Driven {
  readonly payloads: readonly Value[];
  readonly logs: readonly LogLine[];
  readonly calls: readonly Extract<Outcome, { kind: 'call' }>[];
  /** Characters of the largest state that was left. */
  readonly largestState: number;
  /** Calls of the action. */
  readonly turns: number;
  readonly memory: TestMemory;
}

export interface Around {
  readonly ports?: EffectPorts;
  /** What a call is answered with: `{answer}`, `{timed_out}` …; the payload itself unless it says otherwise. */
  readonly answer?: (call: Extract<Outcome, { kind: 'call' }>) => { readonly [key: string]: Value };
  /** Milliseconds that each turn takes. */
  readonly turnMs?: number;
}

export async function drive(type: ActionType, facts: InputFacts, around: Around = {}): Promise<Driven> {
  const { ports = effectPorts(new RecordingOutgoing()), turnMs = 0 } = around;
  const answer = around.answer ?? ((call) => ({ answer: call.payload }));
  const memory = new TestMemory();
  const payloads: Value[] = [];
  const logs: LogLine[] = [];
  const calls: Extract<Outcome, { kind: 'call' }>[] = [];
  const left: Value[] = [null];
  let largestState = 0;
  let turns = 0;
  const leave = (state: Value): void => {
    largestState = Math.max(largestState, JSON.stringify(state).length);
    left.push(state);
  };
  // the newest first: what was begun last may be done first
  for (let resumed = left.pop(); resumed !== undefined; resumed = left.pop()) {
    const now = (facts.now ?? 0) + turns * turnMs;
    turns++;
    const plan = type.plan(actionInput({ ...facts, now, resumed }));
    const outcome = plan.kind === 'effect' ? await plan.perform(ports) : memory.perform(plan);
    logs.push(...(outcome.logs ?? []));
    switch (outcome.kind) {
      case 'emit':
        payloads.push(...outcome.payloads);
        break;
      case 'fail':
        logs.push({ level: 4, message: outcome.message });
        break;
      case 'again':
      case 'later':
        leave(outcome.state);
        break;
      case 'fork':
        outcome.states.forEach(leave);
        break;
      case 'call':
        calls.push(outcome);
        leave({ ...answer(outcome), ...(outcome.state === undefined ? {} : { state: outcome.state }) });
        break;
      default:
        break;
    }
  }
  return { payloads, logs, calls, largestState, turns, memory };
}
