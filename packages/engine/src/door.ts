/** The shapes of the engine's door: what it takes, what it answers with. */
import type { ObjectValue, Value } from '@fabula/formula';
import type { ActionId, DeliveryId, EventId, RunId, StoryDefinition } from '@fabula/model';
import type { OptionReader } from './action-type.ts';
import type { Activity } from './activity.ts';
import type { Backtest, BacktestGiven } from './backtest/backtest.ts';
import type { Tried } from './perform/try-action.ts';
import type { EngineStats } from './ports/observer.ts';
import type { AbortSignalLike } from './ports/outgoing.ts';
import type { NewAsk, RunOrigin } from './ports/store.ts';
import type { AnswerResult } from './run-ahead/calls.ts';

export interface AcceptRoot {
  readonly story: StoryDefinition;
  readonly actionId: ActionId;
  readonly payload: Value;
  readonly origin: RunOrigin;
  /** W3C trace context that came along. */
  readonly traceParent?: string | null;
  /** Wait for the first event of one of these actions. */
  readonly awaitExit?: { readonly actionIds: readonly ActionId[]; readonly timeoutMs: number };
}

/** A run that begins when a person approves it. */
export interface AskedRoot extends Omit<AcceptRoot, 'awaitExit'> {
  /** Who asks, and as what. */
  readonly asks: Pick<NewAsk, 'storyId' | 'actionId' | 'tool' | 'callKey'>;
}

/** busy: too much is under way; unavailable: the database or this process cannot take it; refused: the data cannot be stored. */
export interface TurnedAway {
  readonly ok: false;
  readonly kind: 'busy' | 'unavailable' | 'refused';
  readonly retryAfterSeconds: number;
  readonly message: string;
}

export type RunStarted = { readonly ok: true; readonly runId: RunId; readonly runGuid: string } | TurnedAway;

export interface EmitAgain {
  readonly story: StoryDefinition;
  readonly actionId: ActionId;
  readonly eventId: EventId | null;
  readonly payload: Value;
  /** The event is a copy of one that was written before. */
  readonly isReEmitted?: boolean;
}

export interface TryGiven {
  readonly eventId?: EventId;
  /** Instead of the stored ones. */
  readonly options?: ObjectValue;
  readonly signal?: AbortSignalLike;
}

export type TryResult = { readonly ok: true; readonly value: Tried } | TurnedAway;

export type Accepted =
  | {
      readonly ok: true;
      readonly runId: RunId;
      readonly runGuid: string;
      readonly eventId: EventId;
      readonly exit: Promise<ExitAnswer> | null;
    }
  | TurnedAway;

/** Outputs by slug on the way to an event of a run. */
export interface SeenByRun {
  readonly tree: ObjectValue;
  readonly runGuid: string;
}

export type ExitAnswer = { readonly kind: 'answered'; readonly payload: Value } | { readonly kind: 'timeout' };

export interface Engine {
  start(): Promise<void>;
  /** Lets effects finish for a while, writes what is ready, gives back the rest. */
  stop(graceMs?: number): Promise<void>;
  health(): { readonly isReady: boolean; readonly reason?: string };
  /** Resolves when the commit that covers the root event is durable. */
  accept(root: AcceptRoot): Promise<Accepted>;
  /** Writes the run and the question; it begins, with its first event, when that is approved. Resolves as `accept` does. */
  acceptWhenApproved(root: AskedRoot): Promise<RunStarted>;
  /**
   * Reads options outside a delivery: a webhook's rules, its response. `received` is the event just written, or what was on
   * the way to one of a run. The values
   * of the story's team must be in memory: `await stories.teamValues` before, and `credentials.load` where CREDENTIAL is to
   * have values.
   */
  reader(story: StoryDefinition, actionId: ActionId, received?: { readonly payload: Value } | SeenByRun): OptionReader;
  /**
   * Starts a run by performing one action by hand, for that event or without one. Resolves as `accept` does. Formulas see
   * the tree of the event, whatever run it is of. `state`: what the action is to take for its own note from before.
   */
  runAction(story: StoryDefinition, actionId: ActionId, eventId?: EventId, state?: Value): Promise<RunStarted>;
  /**
   * The action emits one more event, in the run of the event that it had received (null: it had none, and a run begins).
   * Resolves as `accept` does.
   */
  emitAgain(emission: EmitAgain): Promise<RunStarted>;
  /** What the action would do, done for real as far as the outside is concerned, and written nowhere. */
  tryAction(story: StoryDefinition, actionId: ActionId, given?: TryGiven): Promise<TryResult>;
  /** What a changed story would have made of a run that has been. Nothing leaves, and nothing is written. */
  backtest(given: BacktestGiven): Promise<Backtest>;
  /**
   * Answers a delivery that waits for somebody outside (`wait`); resolves when that is durable. gone: it does not wait, not
   * yet or not any more. unavailable: try again.
   */
  answerWaiting(deliveryId: DeliveryId, payload: Value): Promise<AnswerResult>;
  stats(): EngineStats;
  onActivity(listener: (activity: readonly Activity[]) => void): () => void;
  /** Deliveries or schedules were written by somebody else. */
  wake(): void;
}
