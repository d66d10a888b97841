/**
 * What follows from an outcome. Pure: an outcome and the facts around it in, data out; nothing is written, started or sent.
 *
 *   emit     an event per payload → a delivery to each receiver of the matching links
 *   nothing  logs only
 *   fail     an error log; an event only if there is a failure path
 *   later    the delivery stays, with a time and a note to itself
 *   call     the delivery stays and waits; the engine starts the called run
 *   wait     the delivery stays and waits for somebody outside
 *   again    the delivery stays, with a note to itself, and goes on at once
 *   fork     in its place a delivery for each of its states
 */
import { stringifyJson, type Value } from '@fabula/formula';
import type { ActionId, DefinedAction, LinkKind } from '@fabula/model';
import { assertNever } from '@fabula/model';
import type { LogLine, ModelTokens, Outcome, Question } from '../action-type.ts';

/** Characters of one event's JSON (actions.md section 14: 100 MB). */
export const maxEventSize = 100_000_000;
/** Characters of all events of one outcome: they are written together, so they must fit into memory together. */
export const maxOutcomeSize = 200_000_000;

export interface ActionLinks {
  readonly default: readonly ActionId[];
  readonly no_match: readonly ActionId[];
  readonly failure: readonly ActionId[];
}

export const noLinks: ActionLinks = { default: [], no_match: [], failure: [] };

export interface DecidedEvent {
  readonly payload: Value;
  readonly payloadText: string;
  readonly receivers: readonly ActionId[];
}

export interface Decision {
  readonly logs: readonly LogLine[];
  readonly events: readonly DecidedEvent[];
  /** Absent: the delivery is done. */
  readonly later?: { readonly dueAt: number; readonly state: Value; readonly isRetry: boolean };
  readonly call?: Call;
  readonly wait?: { readonly state: Value; readonly timeoutAt: number | null; readonly asks?: Question };
  readonly again?: { readonly state: Value };
  readonly fork?: readonly Value[];
  readonly modelTokens?: ModelTokens;
}

export type Call = Omit<Extract<Outcome, { kind: 'call' }>, 'kind' | 'logs' | 'modelTokens'>;

export function decideNext(action: DefinedAction, links: ActionLinks, outcome: Outcome): Decision {
  const { modelTokens } = outcome;
  const decision = decideByKind(action, links, outcome);
  return modelTokens === undefined ? decision : { ...decision, modelTokens };
}

function decideByKind(action: DefinedAction, links: ActionLinks, outcome: Outcome): Decision {
  const logs = outcome.logs ?? [];
  switch (outcome.kind) {
    case 'nothing':
      return { logs, events: [] };
    case 'later':
      return {
        logs,
        events: [],
        later: { dueAt: outcome.dueAt, state: outcome.state, isRetry: outcome.isRetry ?? false },
      };
    case 'call': {
      const { kind: _kind, logs: _logs, modelTokens: _tokens, ...call } = outcome;
      return { logs, events: [], call };
    }
    case 'wait':
      return {
        logs,
        events: [],
        wait: {
          state: outcome.state ?? null,
          timeoutAt: outcome.timeoutAt ?? null,
          ...(outcome.asks === undefined ? {} : { asks: outcome.asks }),
        },
      };
    case 'again':
      return { logs, events: [], again: { state: outcome.state } };
    case 'fork':
      return { logs, events: [], fork: outcome.states };
    case 'fail': {
      const failed: LogLine[] = [...logs, { level: 4, message: outcome.message }];
      if (links.failure.length === 0) return { logs: failed, events: [] };
      return emit(action, [outcome.payload ?? { error: outcome.message }], links.failure, failed);
    }
    case 'emit': {
      const kind = linkKindFor(outcome, links);
      // Without a no-match branch a condition that does not match leaves no event behind.
      if (kind === 'no_match' && links.no_match.length === 0) return { logs, events: [] };
      return emit(action, outcome.payloads, links[kind], logs);
    }
    default:
      return assertNever(outcome);
  }
}

/** The links that the events of an outcome go along; null: it has none. */
export function routeOf(outcome: Outcome, links: ActionLinks): LinkKind | null {
  if (outcome.kind === 'emit') return linkKindFor(outcome, links);
  return outcome.kind === 'fail' ? 'failure' : null;
}

function linkKindFor(outcome: Extract<Outcome, { kind: 'emit' }>, links: ActionLinks): LinkKind {
  const hasFailed = outcome.logs?.some((log) => log.level === 4) ?? false;
  if (hasFailed && links.failure.length > 0) return 'failure';
  return outcome.route ?? 'default';
}

function emit(
  action: DefinedAction,
  payloads: readonly Value[],
  receivers: readonly ActionId[],
  logs: readonly LogLine[],
): Decision {
  const events: DecidedEvent[] = [];
  const refused: LogLine[] = [];
  let size = 0;
  for (const payload of payloads) {
    const payloadText = stringifyJson(payload);
    if (payloadText.length > maxEventSize) {
      refused.push({
        level: 4,
        message: `An event of ${action.name} would have ${payloadText.length} characters; ${maxEventSize} are allowed. It was not emitted.`,
      });
      continue;
    }
    size += payloadText.length;
    if (size > maxOutcomeSize) {
      refused.push({
        level: 4,
        message: `${action.name} emits more than ${maxOutcomeSize} characters at once. Of its ${payloads.length} events the first ${events.length} were emitted.`,
      });
      break;
    }
    events.push({ payload, payloadText, receivers });
  }
  return { logs: refused.length === 0 ? logs : [...logs, ...refused], events };
}

/** How many ids a decision takes when it is applied. */
export function idsNeededFor(decision: Decision): number {
  const ofEvents = decision.events.reduce((sum, event) => sum + 1 + event.receivers.length, 0);
  return decision.logs.length + ofEvents + (decision.fork?.length ?? 0);
}
