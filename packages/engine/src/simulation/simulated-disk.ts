/**
 * What survives a crash in the simulation: the tables of the engine's store as maps, changed by whole commits only.
 * The rules are those of the SQL: a fenced process writes nothing, a finished delivery must still be there and not be
 * somebody else's. Beside the tables it keeps what happened, for the checks at the end of a history.
 */
import type { Value } from '@fabula/formula';
import {
  type ActionId,
  asId,
  type DeliveryId,
  type EventId,
  type ProcessId,
  type RunId,
  type StoryDefinition,
} from '@fabula/model';
import type {
  CommitFailure,
  Delivery,
  ExitNotice,
  MemoryChange,
  MemoryKey,
  NewEffect,
  NewEvent,
  NewLog,
  NextTick,
  RunProgress,
  TickRun,
  UnitCommit,
} from '../ports/store.ts';

export interface DeliveryRow extends Delivery {
  readonly claimedBy: ProcessId | null;
  /** null: claimed since it was written. */
  readonly claimNumber: number | null;
  readonly isOutcomeUnknown: boolean;
}

/** An effect that was allowed to start: its intent is durable. */
export interface Intent {
  readonly deliveryId: DeliveryId;
  readonly attempt: number;
  readonly startedAt: number;
  readonly processId: ProcessId;
  readonly runId: RunId;
}

/** A tick that was fired. Times of the clock of the process that fired it. */
export interface FiredTick {
  readonly actionId: ActionId;
  readonly dueAt: number;
  readonly firedAt: number;
  readonly runId: RunId;
}

interface ScheduleRow {
  readonly storyId: StoryDefinition['id'];
  readonly actionId: ActionId;
  readonly cron: string;
  readonly timezone: string;
  nextAt: number | null;
}

interface MemoryRow {
  readonly actionId: ActionId;
  readonly value: Value;
  readonly rank: number;
}

export class SimulatedDisk {
  readonly runs = new Map<RunId, RunProgress>();
  readonly events = new Map<EventId, NewEvent>();
  readonly logs: NewLog[] = [];
  readonly deliveries = new Map<DeliveryId, DeliveryRow>();
  readonly memory = new Map<string, MemoryRow>();
  readonly items = new Map<string, { readonly actionId: ActionId; readonly list: readonly Value[] }>();
  readonly ledger: NewEffect[] = [];
  readonly schedules = new Map<string, ScheduleRow>();
  /** Processes that are registered, and their newest commit. */
  readonly processes = new Map<ProcessId, number>();
  /** Registered processes whose sign of life can be seen. */
  readonly alive = new Set<ProcessId>();
  readonly intents = new Map<string, Intent>();
  readonly ticks: FiredTick[] = [];
  /** What the rules of the tables forbid and a commit tried all the same. */
  readonly violations: string[] = [];
  /** Hears of exits for which somebody waits, once they are durable. */
  onAnswer: (notice: ExitNotice) => void = () => undefined;
  /** Hears of processes that were taken for dead. */
  onBuried: (processId: ProcessId) => void = () => undefined;
  commitCount = 0;
  /** Whether stories have schedules. */
  isScheduling = true;
  readonly idsPerBlock: number;
  private readonly finished = new Set<DeliveryId>();
  private ids = 1;
  private processIds = 1;

  /** Few ids per block: running out of them happens. */
  constructor(idsPerBlock = 500) {
    this.idsPerBlock = idsPerBlock;
  }

  takeIds(): { first: number; count: number } {
    const first = this.ids;
    this.ids += this.idsPerBlock;
    return { first, count: this.idsPerBlock };
  }

  register(): ProcessId {
    const id = asId<ProcessId>(this.processIds++);
    this.processes.set(id, 0);
    this.alive.add(id);
    return id;
  }

  /** What a process had claimed becomes free; effects that it had started have an unknown outcome. */
  remove(processId: ProcessId): number {
    this.processes.delete(processId);
    this.alive.delete(processId);
    let count = 0;
    for (const row of this.deliveries.values()) {
      if (row.claimedBy !== processId) continue;
      this.free(row);
      count++;
    }
    return count;
  }

  /** Removes the registered processes that show no sign of life. */
  removeDead(): number {
    let count = 0;
    for (const id of [...this.processes.keys()]) {
      if (this.alive.has(id)) continue;
      count += this.remove(id);
      this.onBuried(id);
    }
    return count;
  }

  release(processId: ProcessId, ids: readonly DeliveryId[]): void {
    for (const id of ids) {
      const row = this.deliveries.get(id);
      if (row?.claimedBy === processId) this.free(row);
    }
  }

  private free(row: DeliveryRow): void {
    const isOutcomeUnknown = row.isOutcomeUnknown || row.startedAt !== null;
    this.deliveries.set(row.id, { ...row, claimedBy: null, isOutcomeUnknown });
  }

  /** Stories take turns of ten, those of priority first, then by due time; at most `perStory` of one. In the order of ids. */
  claim(processId: ProcessId, claimNumber: number, now: number, limit: number, perStory: number): DeliveryRow[] {
    if (!this.processes.has(processId)) return [];
    const due = [...this.deliveries.values()]
      .filter((row) => row.claimedBy === null && row.dueAt !== null && row.dueAt <= now)
      .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || a.id - b.id);
    const ofStory = new Map<number, number>();
    const placed = due.map((row) => {
      const place = ofStory.get(row.storyId) ?? 0;
      ofStory.set(row.storyId, place + 1);
      return { row, place, turn: Math.floor(place / 10) * 2 + (row.isPriority ? 0 : 1) };
    });
    return placed
      .filter(({ place }) => place < perStory)
      .sort((a, b) => a.turn - b.turn)
      .slice(0, limit)
      .map(({ row }) => row)
      .sort((a, b) => a.id - b.id)
      .map((row) => {
        const claimed = { ...row, claimedBy: processId, claimNumber };
        this.deliveries.set(row.id, claimed);
        return claimed;
      });
  }

  commit(processId: ProcessId, commitId: number, commits: readonly UnitCommit[]): CommitFailure | null {
    if (!this.isRegistered(processId)) return { kind: 'fenced' };
    const finished = commits.flatMap((commit) => commit.finished);
    const changed = commits.flatMap((commit) => commit.deliveries.filter(({ isNew }) => !isNew).map(({ id }) => id));
    // the SQL counts the rows that it found: two units that finish the same one are one row short
    for (const ids of [finished, changed]) {
      if (new Set(ids).size < ids.length || !ids.every((id) => this.mayChange(id, processId)))
        return { kind: 'stale', message: 'gone' };
    }
    const both = finished.find((id) => changed.includes(id));
    if (both !== undefined) this.violations.push(`delivery ${both} is changed and finished in one transaction`);
    if (commits.some(({ events }) => events.some((event) => event.payloadText.includes('"poison"')))) {
      return { kind: 'refused', message: 'poison' };
    }
    for (const commit of commits) this.apply(processId, commit);
    this.processes.set(processId, commitId);
    this.commitCount++;
    for (const commit of commits) for (const notice of commit.answers) this.onAnswer(notice);
    return null;
  }

  protected mayChange(id: DeliveryId, processId: ProcessId): boolean {
    const row = this.deliveries.get(id);
    return row !== undefined && (row.claimedBy === null || row.claimedBy === processId);
  }

  protected isRegistered(processId: ProcessId): boolean {
    return this.processes.has(processId);
  }

  protected apply(processId: ProcessId, commit: UnitCommit): void {
    for (const run of commit.runs) {
      const known = this.runs.get(run.id);
      if (run.isNew && known !== undefined) this.violations.push(`run ${run.id} was written twice`);
      if (!run.isNew && known === undefined) this.violations.push(`run ${run.id} was continued before it was written`);
      this.runs.set(run.id, {
        ...run,
        addedEvents: (known?.addedEvents ?? 0) + run.addedEvents,
        addedActionRuns: (known?.addedActionRuns ?? 0) + run.addedActionRuns,
      });
    }
    for (const event of commit.events) {
      if (this.events.has(event.id)) this.violations.push(`event ${event.id} was written twice`);
      if (!this.runs.has(event.runId)) this.violations.push(`event ${event.id} has no run`);
      this.events.set(event.id, event);
    }
    this.logs.push(...commit.logs);
    this.ledger.push(...commit.effects);
    for (const id of commit.finished) {
      this.deliveries.delete(id);
      this.finished.add(id);
    }
    for (const { isClaimed, isNew, ...delivery } of commit.deliveries) {
      const isTwice = isNew && (this.deliveries.has(delivery.id) || this.finished.has(delivery.id));
      if (isTwice) this.violations.push(`delivery ${delivery.id} was written twice`);
      const claimedBy = isClaimed ? processId : null;
      this.deliveries.set(delivery.id, { ...delivery, claimedBy, claimNumber: null, isOutcomeUnknown: false });
      if (isClaimed && delivery.startedAt !== null) this.noteIntent(processId, delivery, delivery.startedAt);
    }
    for (const change of commit.memory) this.changeMemory(change);
  }

  private noteIntent(processId: ProcessId, { id, attempt, runId }: Delivery, startedAt: number): void {
    this.intents.set(attemptKey(id, attempt, startedAt), { deliveryId: id, attempt, startedAt, processId, runId });
  }

  private changeMemory(change: MemoryChange): void {
    const { actionId } = change;
    const id = memoryId(change);
    if (change.value === null) {
      this.memory.delete(id);
      this.items.delete(id);
    } else if (change.value !== undefined) {
      this.memory.set(id, { value: change.value, rank: change.rank ?? 0, actionId });
    }
    if (change.append !== undefined) {
      this.items.set(id, { actionId, list: [...(this.items.get(id)?.list ?? []), ...change.append] });
    }
    if (change.forgetBelow === undefined) return;
    for (const [key, row] of this.memory) {
      if (row.actionId === actionId && row.rank > 0 && row.rank < change.forgetBelow) this.memory.delete(key);
    }
  }

  /** New entries get their first time. */
  syncSchedules(stories: readonly StoryDefinition[], now: number, nextTick: NextTick): void {
    if (!this.isScheduling) return;
    for (const story of stories) {
      for (const action of story.actions) {
        for (const { cron, timezone } of action.schedule) {
          const key = `${action.id} ${cron} ${timezone}`;
          if (this.schedules.has(key)) continue;
          const nextAt = nextTick(cron, timezone, now);
          this.schedules.set(key, { storyId: story.id, actionId: action.id, cron, timezone, nextAt });
        }
      }
    }
  }

  /** All schedules are removed. */
  endSchedules(): void {
    this.isScheduling = false;
    this.schedules.clear();
  }

  fireTicks(now: number, limit: number, nextTick: NextTick, newRun: () => TickRun): number {
    const due = [...this.schedules.values()].filter(({ nextAt }) => nextAt !== null && nextAt <= now).slice(0, limit);
    for (const row of due) {
      const { storyId, actionId } = row;
      const { runId, guid, deliveryId } = newRun();
      this.ticks.push({ actionId, dueAt: row.nextAt ?? 0, firedAt: now, runId });
      row.nextAt = nextTick(row.cron, row.timezone, now);
      const run = { id: runId, guid, storyId, origin: 'schedule', callerId: null, rootActionId: actionId } as const;
      const noCounts = { startedAt: now, endedAt: now, addedEvents: 0, addedActionRuns: 0, isNew: true };
      this.runs.set(runId, { ...run, ...noCounts, traceParent: null, answerTo: null });
      const nothing = {
        eventId: null,
        attempt: 0,
        isPriority: false,
        state: null,
        startedAt: null,
        waitsFor: null,
        isGroupCall: false,
        isInGroup: false,
      };
      const free = { claimedBy: null, claimNumber: null, isOutcomeUnknown: false };
      this.deliveries.set(deliveryId, { id: deliveryId, runId, storyId, actionId, dueAt: now, ...nothing, ...free });
    }
    return due.length;
  }
}

export function memoryId({ actionId, key }: MemoryKey): string {
  return `${actionId} ${key}`;
}

/** One start of one effect. */
export function attemptKey(deliveryId: DeliveryId, attempt: number, startedAt: number): string {
  return `${deliveryId} ${attempt} ${startedAt}`;
}
