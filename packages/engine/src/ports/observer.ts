/**
 * What the engine tells those who watch it: metrics, traces, budgets. Called after the fact, in the engine's own thread:
 * a listener only takes note. Every part may be absent, and what nobody listens to is not collected.
 */
import type { ActionId, DeliveryId, EventId, StoryId } from '@fabula/model';
import type { EffectOutcome, RunRecord } from './store.ts';

/** One transaction, durable. */
export interface CommitFacts {
  /** Runs, or groups of runs joined by calls, that shared it. */
  readonly units: number;
  readonly events: number;
  /** From the moment in which it was sent to the one in which it was known to be durable. */
  readonly milliseconds: number;
}

/** One action run, durable. The span of a trace. */
export interface ActionRan {
  readonly run: RunRecord;
  readonly storyId: StoryId;
  readonly actionId: ActionId;
  readonly actionName: string;
  /** `Agents::…Agent`. */
  readonly actionType: string;
  readonly deliveryId: DeliveryId;
  readonly inboundEventId: EventId | null;
  /** The delivery that wrote the received event, as far as it is known; null: the root of the run, or from before. */
  readonly parentDeliveryId: DeliveryId | null;
  /** Milliseconds since 1970, with fractions where the clock has them. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Message of its error log; null: it went well. */
  readonly error: string | null;
}

export interface EngineObserver {
  committed?(facts: CommitFacts): void;
  claimed?(deliveries: number): void;
  effectEnded?(storyId: StoryId, outcome: EffectOutcome): void;
  actionRan?(fact: ActionRan): void;
}

/** Now, for gauges and health. */
export interface EngineStats {
  /** Jobs in memory. */
  readonly openJobs: number;
  readonly readyJobs: number;
  readonly effectsInFlight: number;
  readonly effectsWaiting: number;
  /** Runs in which somebody waits for an exit. */
  readonly waitingAnswers: number;
  /** Milliseconds since the oldest thing that is due in the database became due, at the last look; 0: nothing is. */
  readonly overdueMs: number;
}
