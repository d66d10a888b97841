/** The door of the package: what happens next. No HTTP, no SQL, no clock of its own. */
export * from './action-type.ts';
export type { Activity } from './activity.ts';
export type { Backtest, BacktestGiven, BacktestStep } from './backtest/backtest.ts';
export type { RecordedEvent, RecordedRun } from './backtest/recording.ts';
export { type Mask, maskOutcome, maskValue } from './decide/mask-outcome.ts';
export type { EngineDependencies } from './dependencies.ts';
export type {
  Accepted,
  AcceptRoot,
  AskedRoot,
  EmitAgain,
  Engine,
  ExitAnswer,
  RunStarted,
  SeenByRun,
  TryGiven,
  TryResult,
} from './door.ts';
export { createEngine } from './engine.ts';
export { readLocalValues } from './perform/local-values.ts';
export { ActionOptionReader } from './perform/option-reader.ts';
export type { Tried } from './perform/try-action.ts';
export * from './ports/brakes.ts';
export * from './ports/clock.ts';
export * from './ports/credentials.ts';
export * from './ports/observer.ts';
export * from './ports/outgoing.ts';
export type { EngineProblem } from './ports/problem.ts';
export * from './ports/services/mailboxes.ts';
export * from './ports/services/mailer.ts';
export * from './ports/services/models.ts';
export * from './ports/services/scripts.ts';
export { type EffectServices, noServices } from './ports/services/services.ts';
export * from './ports/store.ts';
export { refusalText } from './run-ahead/asking.ts';
export type { AnswerResult } from './run-ahead/calls.ts';
export { nextTick } from './schedule/next-tick.ts';
