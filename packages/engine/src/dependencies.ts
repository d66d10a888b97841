/** What the engine is given by whoever composes the program. */
import type { ActionTypes } from './action-type.ts';
import type { PlanContext } from './perform/plan-job.ts';
import type { Clock } from './ports/clock.ts';
import type { Outgoing } from './ports/outgoing.ts';
import type { EngineStore, StoryBook } from './ports/store.ts';

export interface EngineDependencies extends PlanContext {
  readonly store: EngineStore;
  readonly stories: StoryBook;
  readonly types: ActionTypes;
  readonly clock: Clock;
  readonly outgoing: Outgoing;
  /** Problems for the operator's log. Called often when the database is away: the receiver decides what to write. */
  readonly report: (problem: EngineProblem) => void;
  /** A process without the worker role accepts and answers, and takes up nothing from the database. */
  readonly roles?: { readonly worker: boolean };
}

export interface EngineProblem {
  readonly kind: 'database_unavailable' | 'run_refused' | 'run_dropped' | 'action_threw' | 'fenced';
  readonly message: string;
}
