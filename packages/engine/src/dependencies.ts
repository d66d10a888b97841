/** What the engine is given by whoever composes the program. */
import type { DeliveryId } from '@fabula/model';
import type { ActionTypes } from './action-type.ts';
import type { PlanContext } from './perform/plan-job.ts';
import type { Brakes } from './ports/brakes.ts';
import type { Clock } from './ports/clock.ts';
import type { Credentials } from './ports/credentials.ts';
import type { EngineObserver } from './ports/observer.ts';
import type { Outgoing } from './ports/outgoing.ts';
import type { EffectServices } from './ports/services/services.ts';
import type { EngineStore, RunRecord, StoryBook } from './ports/store.ts';

export interface EngineDependencies extends PlanContext {
  readonly store: EngineStore;
  readonly stories: StoryBook;
  readonly types: ActionTypes;
  readonly clock: Clock;
  readonly outgoing: Outgoing;
  /** Without them no credential has a value. */
  readonly credentials?: Credentials;
  /** Mail, mailboxes, scripts, models. Without them such actions fail with a log that says so. */
  readonly services?: EffectServices;
  /** A process without the worker role accepts and answers, and takes up nothing from the database. */
  readonly roles?: { readonly worker: boolean };
  /** Events of one run (and those that it called) while it stays in memory: more is two loops that feed each other. 100,000. */
  readonly maxEventsInMemory?: number;
  /** Effects of this process on their way at once. 256. */
  readonly maxEffects?: number;
  /** … of one story. As many as of all. */
  readonly maxEffectsPerStory?: number;
  /** How long a person has to approve a call by an agent, in milliseconds. 15 minutes. */
  readonly confirmationMs?: number;
  readonly brakes?: Brakes;
  readonly observer?: EngineObserver;
  /** W3C trace context that an effect or a call of this delivery passes on. As it came with the run, when left out. */
  readonly traceParentFor?: (run: RunRecord, deliveryId: DeliveryId) => string | null;
}
