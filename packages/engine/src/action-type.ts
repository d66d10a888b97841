/**
 * What a kind of action is. `packages/actions` has one folder per kind, each giving one `ActionType`.
 *
 * An action is run for one delivery: `plan` reads the options it needs and says how the rest must happen:
 *
 * - `pure`: computed at once, in memory, ahead of the disk. No I/O, no clock but `input.now`.
 * - `memory`: decided inside the transaction that holds the action's memory (deduplicate, implode, throttle).
 * - `effect`: touches the outside; starts only after the commit that records the intent is durable.
 *
 * Reading an option may fail (a formula error, a wrong type): it throws an OptionFailure, which the engine turns into an
 * error log. Nothing else may be thrown.
 */
import type { Environment, SearchMeter, Value } from '@fabula/formula';
import type { DefinedAction, OptionField, StoryDefinition, StoryId } from '@fabula/model';
import type { Mask } from './decide/mask-outcome.ts';
import type { OpenedSecrets } from './ports/credentials.ts';
import type { AbortSignalLike, Outgoing } from './ports/outgoing.ts';
import type { EffectServices } from './ports/services/services.ts';
import type { MemoryKey } from './ports/store.ts';

export class OptionFailure extends Error {
  /** Where in the options: `payload.items.0`. Empty when it is about the options as a whole. */
  readonly path: string;
  constructor(message: string, path = '') {
    super(message);
    this.name = 'OptionFailure';
    this.path = path;
  }
}

export interface LogLine {
  readonly level: 2 | 3 | 4;
  readonly message: string;
}

export type Outcome = OutcomeKind & {
  /** A language model has answered on the way to this, and has to be paid. */
  readonly modelTokens?: ModelTokens;
};

/** What one answer of a language model has used. */
export interface ModelTokens {
  readonly model: string;
  readonly input: number;
  readonly output: number;
  /** Of the input, what the provider had seen before. */
  readonly cached: number;
}

type OutcomeKind =
  /** One event per payload. `route` no_match: only links of that kind get it. An error log among `logs` sends it down the failure path. */
  | {
      readonly kind: 'emit';
      readonly payloads: readonly Value[];
      readonly route?: 'no_match';
      readonly logs?: readonly LogLine[];
    }
  /** No event. */
  | { readonly kind: 'nothing'; readonly logs?: readonly LogLine[] }
  /** An error log; no event, unless there is a failure path: it then gets an event with `payload` (default: `{"error": message}`). */
  | { readonly kind: 'fail'; readonly message: string; readonly payload?: Value; readonly logs?: readonly LogLine[] }
  /** Call me again at `dueAt` with `resumed` = state. `isRetry`: counts as a further attempt. */
  | {
      readonly kind: 'later';
      readonly dueAt: number;
      readonly state: Value;
      readonly isRetry?: boolean;
      readonly logs?: readonly LogLine[];
    }
  /**
   * Start a run of another story at its entry, or of the actions of a group; called again when it answers, with
   * `resumed` = {"answer": exit payload, "state": state}, or {"timed_out": true, "state": state} when `timeoutAt` comes first,
   * {"ended": true, "state": state} when a group's run is over without an answer, {"failed": message, "state": state} when
   * there is nothing to call (a failure of this action when it gave no state).
   */
  | {
      readonly kind: 'call';
      readonly target: CallTarget;
      readonly payload: Value;
      readonly state?: Value;
      /** Milliseconds since 1970; absent: waits as long as it takes. */
      readonly timeoutAt?: number;
      /** An agent calls: stories of Workbench can be reached, and a person may have to approve. */
      readonly asTool?: ToolUse;
      readonly logs?: readonly LogLine[];
    }
  /**
   * Stay until somebody answers from outside (`engine.answerWaiting`), without holding anything; called again as after
   * `call`.
   */
  | {
      readonly kind: 'wait';
      readonly state?: Value;
      readonly timeoutAt?: number;
      /** A person is asked, by a row that is written with this. */
      readonly asks?: Question;
      readonly logs?: readonly LogLine[];
    }
  /**
   * Call me again at once with `resumed` = state; durable with the next commit. A step like any other: an action that does
   * nothing else is ended as an endless loop.
   */
  | { readonly kind: 'again'; readonly state: Value; readonly logs?: readonly LogLine[] }
  /** This delivery is done; the same action runs once for each of the states (`resumed`), for the same event, in any order. */
  | { readonly kind: 'fork'; readonly states: readonly Value[]; readonly logs?: readonly LogLine[] };

export interface ToolUse {
  /** What the model knows the story as. */
  readonly name: string;
  readonly isApproved?: boolean;
}

/** May the story be called with this input? */
export interface Question {
  readonly tool: string;
  readonly calledStoryId: StoryId;
  readonly input: Value;
}

/** How Send to Story names its target; a name is looked up in the own team first, then among stories open to all. */
export type StoryReference = ({ readonly id: number } | { readonly name: string }) & {
  /** Of its drafts this one, by name or by number; left out: the live story. */
  readonly draft?: string | undefined;
};
/** `group`: the actions inside the group that calls, from its Group Input to its Group Output. */
export type CallTarget = StoryReference | { readonly group: number };

export interface MemoryDecision {
  readonly put?: readonly { readonly key: string; readonly value: Value; readonly rank?: number }[];
  /** Needs a value under the same key, put now or before: a key without a value has no items. */
  readonly append?: { readonly key: string; readonly item: Value };
  readonly forgetBelow?: number;
  /** Take all items of the key (the one just appended included), remove key and items, and go on with them. */
  readonly collect?: { readonly key: string; readonly outcome: (items: readonly Value[]) => Outcome };
  /** Used when `collect` is absent. */
  readonly outcome?: Outcome;
}

export type Plan =
  | { readonly kind: 'pure'; readonly outcome: Outcome }
  | {
      readonly kind: 'memory';
      readonly keys: readonly string[];
      /** Pure. `read` gives null for a key that is not there. May be called again when the transaction is repeated. */
      readonly decide: (read: (key: string) => Value) => MemoryDecision;
    }
  | {
      readonly kind: 'effect';
      /** Whether doing it twice is as good as once (an idempotent method): decides what happens after a crash in between. */
      readonly isRepeatable: boolean;
      readonly perform: (ports: EffectPorts) => Promise<Outcome>;
      /** What follows when it was begun, its outcome is not known, and it is not repeated. Left out: that failure itself. */
      readonly unknown?: (failure: Extract<Outcome, { kind: 'fail' }>) => Outcome;
    };

export interface EffectPorts {
  readonly outgoing: Outgoing;
  readonly services: EffectServices;
  /** Of the credentials that the action's options name. */
  readonly secrets: OpenedSecrets;
  readonly signal: AbortSignalLike;
  readonly now: () => number;
  readonly random: () => number;
  /** The same text for every attempt of one delivery. */
  readonly idempotencyKey: string;
  /** W3C trace context to pass on; null: the run is not traced. */
  readonly traceParent: string | null;
}

/** Extra names while an option is read: LOOP, PAGINATE, the request of a webhook. */
export type Names = Readonly<Record<string, Value>>;

/** Reads the options of one action for one delivery; formulas see the received event, LOCAL, META, RESOURCE, INPUT and the given names. */
export interface OptionReader {
  /** Whether the options have this key. */
  has(key: string): boolean;
  /** The option as stored, formulas unread. */
  raw(key: string): Value | undefined;
  /** The option with its formulas read; undefined when absent. Throws OptionFailure. */
  option(key: string, names?: Names): Value | undefined;
  /** Reads the formulas of any value as if it were an option. Throws OptionFailure. */
  read(value: Value, names?: Names, path?: string): Value;
  /** As `read`, but formulas see nothing but `names` (customize_output). */
  readAlone(value: Value, names: Names, path?: string): Value;
  /** Runs searches of regular expressions, each for as long as a formula may take. Throws OptionFailure. */
  search<T>(path: string, search: (meter: SearchMeter) => T): T;
}

export interface ActionInput extends OptionReader {
  readonly action: DefinedAction;
  readonly story: StoryDefinition;
  /** The same for every attempt and every call of one delivery; no other delivery has it. */
  readonly deliveryId: number;
  /** Id of the received event; null when the run starts here. */
  readonly eventId: number | null;
  /** Own output of the received event; undefined when the run starts here. */
  readonly received: Value | undefined;
  /** The whole tree that formulas see: output by slug. Assembled on demand; prefer `option`. */
  readonly tree: () => Value;
  /** What the action left in `later`, or the answer to `call`; null on the first call. */
  readonly resumed: Value;
  /** 0 for the first. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly environment: Environment;
  /** Knows the secrets that were opened for the options read so far: what is kept must not hold them. */
  readonly secrets: Mask;
}

export interface ActionType {
  /** `Agents::…Agent`, as exports and the API spell it. */
  readonly type: string;
  /** For people. */
  readonly title: string;
  readonly canReceive: boolean;
  readonly canEmit: boolean;
  readonly canBeScheduled: boolean;
  /** What its options are: for reading, checking, forms and the reference page. */
  readonly options: readonly OptionField[];
  readonly defaultOptions: () => Value;
  /**
   * For kinds that collect in their memory: the states (`resumed`) with which the action is to be called so that it emits
   * what these entries have collected, as it is.
   */
  readonly released?: (entries: readonly { readonly key: string; readonly value: Value }[]) => readonly Value[];
  /**
   * For kinds that call: what speaks against the call now that its target is known, as a sentence for the log (the failure of
   * the call). null: nothing does.
   */
  readonly refuseCall?: (story: StoryDefinition, entry: DefinedAction, payload: Value) => string | null;
  plan(input: ActionInput): Plan;
}

export type ActionTypes = ReadonlyMap<string, ActionType>;
export type { MemoryKey };
