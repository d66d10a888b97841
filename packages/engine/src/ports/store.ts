/**
 * What the engine needs written down, in the engine's words. The store implements it on PostgreSQL and PGlite,
 * `simulation` in memory with injected faults.
 */
import type { ObjectValue, Value } from '@fabula/formula';
import type {
  ActionId,
  DeliveryId,
  EffectId,
  EventId,
  LogId,
  ProcessId,
  RunId,
  StoryDefinition,
  StoryId,
  TeamId,
} from '@fabula/model';
import type { ModelTokens, StoryReference } from '../action-type.ts';

/** Slug → newest event of that slug on the way to this event, itself included. What formulas see is read from these. */
export interface PathMap extends Iterable<readonly [string, EventId]> {
  readonly size: number;
  keys(): Iterable<string>;
  values(): Iterable<EventId>;
  forEach(call: (id: EventId, slug: string) => void): void;
}

export interface NewEvent {
  readonly id: EventId;
  readonly runId: RunId;
  readonly storyId: StoryId;
  readonly actionId: ActionId;
  readonly parentId: EventId | null;
  /** The slug that the action had when it wrote this; `path` holds it. */
  readonly slug: string;
  readonly path: PathMap;
  /** Own output only, as JSON text, exactly as it will be shown. */
  readonly payloadText: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly isReEmitted: boolean;
}

export interface NewLog {
  readonly id: LogId;
  readonly runId: RunId;
  readonly storyId: StoryId;
  readonly actionId: ActionId;
  readonly inboundEventId: EventId | null;
  /** 2 warning, 3 info, 4 error (actions.md 2.4). */
  readonly level: 2 | 3 | 4;
  readonly message: string;
  readonly createdAt: number;
}

/** What started a run. `call`: a Send to Story action of another run, whose delivery `callerId` waits for the answer. */
export type RunOrigin = 'webhook' | 'schedule' | 'call' | 'manual' | 'email' | 'page';

/** A run's row. The first commit of a run writes all of it; later ones add to the counts and move `endedAt`. */
export interface RunProgress extends RunRecord {
  /** Time of the newest event. */
  readonly endedAt: number;
  readonly addedEvents: number;
  readonly addedActionRuns: number;
  readonly isNew: boolean;
}

/** One event going into one action, still to do. `eventId` is null when the run starts here (schedule). */
export interface Delivery {
  readonly id: DeliveryId;
  readonly runId: RunId;
  readonly storyId: StoryId;
  readonly actionId: ActionId;
  readonly eventId: EventId | null;
  /** Milliseconds since 1970; null: waits for an answer, however long it takes. */
  readonly dueAt: number | null;
  /** 0 for the first. */
  readonly attempt: number;
  readonly isPriority: boolean;
  /** What the action left for itself when it asked to be called later; null on the first call. */
  readonly state: Value;
  /** Set in the commit after which the effect may start; a crash after it means: outcome unknown, and the time stays. */
  readonly startedAt: number | null;
  /**
   * The run whose answer it waits for, or its own id: an answer from outside. A time says how long it waits. null: it does
   * not wait for an answer.
   */
  readonly waitsFor: WaitsFor | null;
  /** The run that it waits for is one of a group. */
  readonly isGroupCall: boolean;
  /** Of a run of a group: when no delivery of the run is left, the group that called it goes on. */
  readonly isInGroup: boolean;
}

export type WaitsFor = RunId | DeliveryId;

export interface WrittenDelivery extends Delivery {
  /** True: this process goes on with it right after the commit. False: free for anyone once it is due. */
  readonly isClaimed: boolean;
  /** False: update a row that is there already. */
  readonly isNew: boolean;
}

/**
 * What belongs together since the last commit: one run, or several that are joined by calls (Send to Story).
 * Written whole or not at all.
 */
export interface UnitCommit {
  readonly runs: readonly RunProgress[];
  readonly events: readonly NewEvent[];
  readonly logs: readonly NewLog[];
  readonly deliveries: readonly WrittenDelivery[];
  /** Rows of deliveries that are done. All of them must still be there, claimed by this process or unclaimed. */
  readonly finished: readonly DeliveryId[];
  /** One entry per action run that received an event, for "last received". */
  readonly received: readonly { readonly actionId: ActionId; readonly storyId: StoryId; readonly at: number }[];
  /** One entry per action run that is over, for reports. */
  readonly actionRuns: readonly EndedActionRun[];
  /** One entry per answer of a language model, for reports. */
  readonly modelUses: readonly ModelUse[];
  readonly effects: readonly NewEffect[];
  readonly answers: readonly ExitNotice[];
  readonly asks: readonly NewAsk[];
  /** Changes to the memory of actions, decided inside this very transaction; empty outside `commitWithMemory`. */
  readonly memory: readonly MemoryChange[];
}

export interface EndedActionRun {
  readonly actionId: ActionId;
  readonly storyId: StoryId;
  readonly at: number;
  /** Milliseconds from its beginning in this process; waiting for a later call is not part of them. */
  readonly tookMs: number;
}

export interface ModelUse extends ModelTokens {
  readonly actionId: ActionId;
  readonly storyId: StoryId;
  readonly at: number;
}

/** Rows of action memory: a value by key, and items collected under a key in the order of their arrival. */
export interface MemoryChange {
  readonly actionId: ActionId;
  readonly key: string;
  /** undefined: leave as it is; null: remove the row together with its items. */
  readonly value?: Value;
  /** Age of the row for `forgetBelow`: a sequence number or milliseconds, as the action likes. */
  readonly rank?: number;
  readonly append?: readonly Value[];
  /** Remove all rows of this action whose rank is lower. */
  readonly forgetBelow?: number;
}

export interface MemoryKey {
  readonly actionId: ActionId;
  readonly key: string;
}

/** Memory rows locked until the commit that they are part of. */
export interface LockedMemory {
  get(key: MemoryKey): Value;
  /** Items collected so far, oldest first. */
  items(key: MemoryKey): Promise<readonly Value[]>;
}

export type CommitFailure =
  /** The data itself is refused (by the database, or a finished delivery was gone): trying again cannot help. */
  | { readonly kind: 'refused'; readonly message: string }
  /** A delivery that this commit finishes is no longer there: somebody else has done it. Drop the work, it is done. */
  | { readonly kind: 'stale'; readonly message: string }
  /** This process was taken for dead and its work was given away: it must stop. */
  | { readonly kind: 'fenced' }
  /** The database cannot be reached or wants us to try again. Nothing of this commit is there. */
  | { readonly kind: 'unavailable'; readonly message: string };

export type CommitResult = { readonly ok: true } | { readonly ok: false; readonly error: CommitFailure };

/** What is known of one attempt at an effect: the ledger. Its intent is the delivery's `startedAt`. */
export interface NewEffect {
  readonly id: EffectId;
  readonly runId: RunId;
  readonly storyId: StoryId;
  readonly actionId: ActionId;
  readonly deliveryId: DeliveryId;
  readonly inboundEventId: EventId | null;
  /** 0 for the first. */
  readonly attempt: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: EffectOutcome;
}

/**
 * done: an answer came and led to an event; failed: it ended in an error; retried: it failed and is tried again later;
 * unknown: the process died between the start and the record, so it may or may not have happened.
 */
export type EffectOutcome = 'done' | 'failed' | 'retried' | 'unknown';

/** A person is asked whether the delivery, which waits for that, may go on. */
export interface NewAsk {
  readonly deliveryId: DeliveryId;
  readonly runId: RunId;
  /** Who asks: an agent's action, or an MCP server. */
  readonly storyId: StoryId;
  readonly actionId: ActionId;
  readonly calledStoryId: StoryId;
  /** What the model or client knows the story as. */
  readonly tool: string;
  /** What the story would be called with, as JSON text. */
  readonly inputText: string;
  /**
   * Of an MCP call: the same for calls of one tool with one input, so that a call made again finds its answer. A connection of the
   * process that writes it waits.
   */
  readonly callKey: string | null;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  readonly expiresAt: number;
}

/** An exit that somebody in another process waits for. */
export interface ExitNotice {
  readonly processId: ProcessId;
  readonly runId: RunId;
  readonly eventId: EventId;
}

/** What other processes tell. Nothing that is told is needed: whatever was missed is found by looking. */
export interface StoreListener {
  /** Deliveries or ticks may be due that nobody holds. */
  work(): void;
  /** A run that was started here has reached an exit in another process. */
  answered(runId: RunId, eventId: EventId): void;
  /** Notices may have been lost. */
  missed(): void;
  /** This process was taken for dead and its work was given away: it must stop. */
  buried(): void;
}

/** A delivery taken up from the database together with what it needs to go on. */
export interface ClaimedDelivery {
  readonly delivery: Delivery;
  readonly run: RunRecord;
  /** true: a former process died between the start of this effect and the record of its outcome. */
  readonly isOutcomeUnknown: boolean;
}

export interface RunRecord {
  readonly id: RunId;
  readonly guid: string;
  readonly storyId: StoryId;
  readonly origin: RunOrigin;
  readonly callerId: DeliveryId | null;
  readonly startedAt: number;
  /** The action that the run began with. */
  readonly rootActionId: ActionId;
  /** W3C trace context that came with what started the run; null: none. */
  readonly traceParent: string | null;
  /** The process in which somebody waits for an exit of the run; null: nobody does. */
  readonly answerTo: ProcessId | null;
}

export interface StoredEvent {
  readonly id: EventId;
  readonly actionId: ActionId;
  readonly parentId: EventId | null;
  readonly slug: string;
  readonly path: PathMap;
  readonly payloadText: string;
}

export interface EngineStore {
  /** Registers this process and holds its sign of life. Gives its fencing number. */
  register(): Promise<ProcessId>;
  /** Removes the registration; unfinished claims become free. */
  unregister(processId: ProcessId): Promise<void>;
  /** Frees what dead processes had claimed. `freed`: deliveries; `neighbours`: other living processes on this database. */
  reclaimFromDead(processId: ProcessId): Promise<{ readonly freed: number; readonly neighbours: number }>;
  /** Wakes the other processes: something is due that nobody holds. */
  announceWork(): Promise<void>;
  /** Tells the listener of what other processes do, until the function that is given back is called. */
  listen(listener: StoreListener): () => void;

  /** A block of runtime ids: `first` to `first + count - 1`, never given twice. */
  takeIds(): Promise<{ readonly first: number; readonly count: number }>;

  /**
   * Writes several units in one transaction: all of them or nothing. `commitId` is the same when the same commit is tried
   * again after `unavailable`: one that was written after all, though its answer was lost, is not written twice.
   * Rejects only with what `decide` threw.
   */
  commit(processId: ProcessId, commitId: number, commits: readonly UnitCommit[]): Promise<CommitResult>;
  /** As `commit`; `keys` are locked first, and `decide` says what is written, inside the transaction. */
  commitWithMemory(
    processId: ProcessId,
    commitId: number,
    keys: readonly MemoryKey[],
    decide: (memory: LockedMemory) => Promise<readonly UnitCommit[]>,
  ): Promise<CommitResult>;

  /** Memory as it is, without a lock: for dry runs. */
  readMemory(keys: readonly MemoryKey[]): Promise<LockedMemory>;

  /**
   * Claims free deliveries that are due at `now`: priority stories first, then by due time, at most `perStory` of one story.
   * `claimNumber` is unique within the process: a claim whose answer was lost, or could not be used, is given back by it.
   */
  claim(
    processId: ProcessId,
    claimNumber: number,
    now: number,
    limit: number,
    perStory: number,
  ): Promise<readonly ClaimedDelivery[]>;
  /** Gives a whole claim back. */
  releaseClaim(processId: ProcessId, claimNumber: number): Promise<void>;
  /**
   * Claims a delivery that waits for this answer; null when it is gone, waits for something else by now, its time is up, or
   * another process is answering it. What this process has claimed for an answer already is given again: the first one may
   * have been lost.
   */
  claimWaiting(processId: ProcessId, id: DeliveryId, waitsFor: WaitsFor): Promise<ClaimedDelivery | null>;
  /**
   * The oldest delivery to this action, with this received event, that waits for a run of this story: a run that was not
   * called goes on with that call (`#action_id`, `#event_id`).
   */
  findWaitingCall(call: {
    readonly storyId: StoryId;
    readonly actionId: ActionId;
    readonly eventId: EventId | null;
  }): Promise<{ readonly callerId: DeliveryId; readonly waitsFor: WaitsFor } | null>;
  /** Deliveries that wait for runs of groups in which nothing is left to do; the oldest 100. */
  findEndedGroups(): Promise<readonly { readonly callerId: DeliveryId; readonly waitsFor: WaitsFor }[]>;
  /** Gives deliveries back; an effect among them that had started has an unknown outcome from now on. */
  release(processId: ProcessId, ids: readonly DeliveryId[]): Promise<void>;
  /** When the next unclaimed delivery and the next tick are due; null when there is none. */
  nextDue(): Promise<{ readonly deliveries: number | null; readonly ticks: number | null }>;

  loadEvents(ids: readonly EventId[]): Promise<readonly StoredEvent[]>;
  /** The run that an event is of; null: the event is gone. */
  findRunOf(eventId: EventId): Promise<RunRecord | null>;
  /** The first event that one of these actions wrote in the run. */
  findExit(runId: RunId, actionIds: readonly ActionId[]): Promise<StoredEvent | null>;

  /** Makes the list of ticks agree with the schedules of all actions; new entries get their first time. */
  syncSchedules(now: number, nextTick: NextTick): Promise<void>;
  /**
   * Fires the ticks due at `now`: moves each to its next time and writes its run and first delivery in the same transaction,
   * so that each fires once however many processes look, and none is lost by a crash. Gives how many were fired.
   */
  fireTicks(now: number, limit: number, nextTick: NextTick, newRun: () => TickRun): Promise<number>;
}

export interface TickRun {
  readonly runId: RunId;
  readonly guid: string;
  readonly deliveryId: DeliveryId;
}

/** The first time after `after` (milliseconds since 1970) at which an entry is due; null: never, or not a valid entry. */
export type NextTick = (cron: string, timezone: string, after: number) => number | null;

/** Who calls: the action Send to Story, or an agent that has it as a tool and reaches the stories of Workbench too. */
export type CallKind = 'send_to_story' | 'tool';

/** Where the engine reads stories. Answers come from memory; the store tells it when a story changed. */
export interface StoryBook {
  /** As `get`, from memory alone: undefined when it would have to be loaded first. */
  peek(id: StoryId): StoryDefinition | null | undefined;
  peekTeamValues(reader: ValueReader): TeamValues | undefined;
  get(id: StoryId): Promise<StoryDefinition | null>;
  findByWebhookPath(path: string): Promise<{ readonly story: StoryDefinition; readonly actionId: ActionId } | null>;
  /** Resolution of calls: numeric id, or name or slug in the team first, then in stories open to all. */
  findCallTarget(teamId: TeamId, reference: StoryReference, kind: CallKind): Promise<StoryDefinition | null>;
  /** The drafts of a live story, as they stand. */
  draftsOf(id: StoryId): Promise<readonly StoryDefinition[]>;
  teamValues(reader: ValueReader): Promise<TeamValues>;
}

/** The story whose formulas read: drafts may read other values than live stories of the same team. */
export type ValueReader = Pick<StoryDefinition, 'teamId' | 'draftOf'>;

/** What formulas of a team's stories may name beside events. Keys are slugs. */
export interface TeamValues {
  readonly resource: ObjectValue;
  /** What INFO.credential tells: name, id and metadata by slug, and never a secret (ports/credentials.ts has those). */
  readonly credentialInfo: ObjectValue;
  /** What INFO.resource tells: name and id by slug. */
  readonly resourceInfo: ObjectValue;
  /** Slug and exact name of each callable story → its id. */
  readonly story: ObjectValue;
}
