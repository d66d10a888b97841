/**
 * Group commit. One transaction is on its way at a time; whatever becomes ready meanwhile goes with the next.
 *
 *   idle ──a unit is dirty──► writing ──done──► writing the next, or idle
 *
 * A transaction that the database refuses is split in halves until the guilty unit is alone: that one is ended, the others
 * are written. One that cannot be written now is tried again until it can. Nothing is told to anybody (answers, effects)
 * before it is durable.
 */
import { assertNever, type ProcessId } from '@fabula/model';
import type { Outcome } from '../action-type.ts';
import { hasPassed } from '../has-passed.ts';
import type { Clock } from '../ports/clock.ts';
import type { CommitResult, EngineStore, LockedMemory, MemoryKey } from '../ports/store.ts';
import type { MemoryJob, Product, UnitEnd } from '../run-ahead/product.ts';
import type { Job, Unit } from '../run-ahead/unit.ts';
import { decideMemory } from './decide-memory.ts';
import { OutOfIds } from './id-blocks.ts';
import { MemoryDraft } from './memory-draft.ts';

/** Rows and characters after which a transaction is full; the rest waits for the next one. */
const fullAt = { events: 5_000, size: 16_000_000 };
/** How large a unit may grow, and how long commits may leave without it, while it has work to do at once. */
const patience = { events: 1_000, size: 1_000_000, milliseconds: 100 };
/** How long what nobody waits for is kept back to share a transaction. A caller's own latency is not touched by it. */
const lingerMs = 4;
/** A transaction that takes longer is a fault. */
const slowestMs = 15_000;
const retryDelaysMs = [50, 100, 250, 500, 1_000, 2_000, 5_000];

export interface CommitterHooks {
  /** Whether more is likely to want a commit shortly. */
  hasCompany(): boolean;
  /** Waits until there are so many ids. */
  fillIds(count: number): Promise<void>;
  /** Makes the outcome of a memory job part of the product, inside the transaction. Gives the jobs that follow. */
  applyMemoryOutcome(
    product: Product,
    memoryJob: MemoryJob,
    outcome: Outcome,
  ): { readonly next: readonly Job[]; readonly isClosed: boolean };
  /** The memory decisions of these jobs are durable: they have left memory. */
  onMemoryDecided(jobs: readonly Job[]): void;
  /** The product is durable. `next` are the jobs that its memory decisions led to. */
  onWritten(unit: Unit, product: Product, next: readonly Job[]): void;
  /** One transaction is durable. */
  onCommit(taken: readonly { readonly product: Product }[], milliseconds: number): void;
  /** The product will never be written. */
  onDropped(unit: Unit, product: Product, end: UnitEnd): void;
  /** This process was taken for dead: nothing that it does counts any more. */
  onFenced(): void;
  /** Something was thrown that should not be: a bug, kept to the unit that it belongs to. */
  onMishap(thrown: unknown): void;
  onUnavailable(message: string, attempt: number): void;
  onAvailable(): void;
}

interface Taken {
  readonly unit: Unit;
  readonly product: Product;
}

/** One commit through all its attempts. `decided` is what the latest attempt made of the memory jobs. */
interface Attempt {
  readonly id: number;
  readonly taken: readonly Taken[];
  decided: { unit: Unit; product: Product; jobs: readonly Job[]; next: Job[] }[];
}

export class Committer {
  private readonly store: EngineStore;
  private readonly clock: Clock;
  private readonly hooks: CommitterHooks;
  private readonly dirty = new Set<Unit>();
  private writing: Promise<void> | null = null;
  private processId: ProcessId | null = null;
  private isStopped = false;
  private isClosing = false;
  private isLingering = false;
  private commits = 0;
  /** Since when a transaction has been on its way. */
  private sentAt: number | null = null;
  private cancelWait: (() => void) | null = null;

  constructor(store: EngineStore, clock: Clock, hooks: CommitterHooks) {
    this.store = store;
    this.clock = clock;
    this.hooks = hooks;
  }

  start(processId: ProcessId): void {
    this.processId = processId;
  }

  /** Nothing is computed any more: what is there is written, whatever it would have led to at once. */
  close(): void {
    this.isClosing = true;
  }

  /** Gives up what cannot be written; answers are dropped. */
  stop(): void {
    this.isStopped = true;
    this.cancelWait?.();
  }

  get isWriting(): boolean {
    return this.writing !== null;
  }

  /** What is wrong; null: nothing. */
  fault(): string | null {
    const ms = this.sentAt === null ? 0 : this.clock.now() - this.sentAt;
    return ms > slowestMs ? `a transaction has been on its way for ${Math.round(ms / 1000)} s` : null;
  }

  get backlog(): number {
    return this.dirty.size;
  }

  add(unit: Unit): void {
    if (this.dirty.has(unit)) return;
    unit.dirtySince = this.clock.now();
    this.dirty.add(unit);
  }

  /** Starts writing unless it is under way. */
  kick(): void {
    if (this.writing !== null || this.dirty.size === 0) return;
    this.writing = this.writeAll().finally(() => {
      this.writing = null;
      // a unit may have been let go (hold released) between the last look and now
      if (this.hasWork()) this.kick();
    });
  }

  /** Resolves when nothing is on its way and nothing can be written. */
  async drain(): Promise<void> {
    this.kick();
    while (this.writing !== null) await this.writing;
  }

  private hasWork(): boolean {
    if (this.isStopped) return false;
    const ready = this.readyUnits();
    return ready.length > 0 && !this.lingers(ready);
  }

  private readyUnits(): Unit[] {
    const now = this.clock.now();
    const ready: Unit[] = [];
    for (const unit of this.dirty) {
      if (unit.holds === 0 && (this.isClosing || !isAboutToProduce(unit, now))) ready.push(unit);
    }
    return ready;
  }

  /** For whom nobody waits, a moment is let pass while others are likely to come: they then share one transaction. */
  private lingers(ready: readonly Unit[]): boolean {
    const [oldest] = ready;
    if (oldest === undefined || this.isClosing || this.isStopped || !this.hooks.hasCompany()) return false;
    if (hasPassed(this.clock.now(), oldest.dirtySince, lingerMs) || ready.some((unit) => unit.isUrgent)) return false;
    if (!this.isLingering) {
      this.isLingering = true;
      this.clock.at(oldest.dirtySince + lingerMs, () => {
        this.isLingering = false;
        this.kick();
      });
    }
    return true;
  }

  private async writeAll(): Promise<void> {
    for (;;) {
      const taken = this.take();
      if (taken.length === 0) return;
      await this.write(taken);
    }
  }

  private take(): Taken[] {
    const taken: Taken[] = [];
    const ready = this.readyUnits();
    if (this.lingers(ready)) return taken;
    let events = 0;
    let size = 0;
    for (const unit of urgentFirst(ready)) {
      this.dirty.delete(unit);
      if (unit.isBroken) continue;
      const product = unit.takeProduct();
      if (product.isEmpty) continue;
      taken.push({ unit, product });
      events += product.events.length;
      size += product.size;
      if (events >= fullAt.events || size >= fullAt.size) break;
    }
    return taken;
  }

  private async write(taken: readonly Taken[]): Promise<void> {
    const live = taken.filter(({ unit, product }) => {
      if (!unit.isBroken) return true;
      this.hooks.onDropped(unit, product, { kind: 'refused', message: 'The run was ended.' });
      return false;
    });
    if (live.length === 0) return;
    const commit: Attempt = { id: ++this.commits, taken: live, decided: [] };
    for (let attempt = 0; ; attempt++) {
      if (this.isStopped) return this.drop(live, { kind: 'stopped', message: 'Fabula is shutting down.' });
      const result = await this.tryWrite(commit);
      if (result.ok) {
        if (attempt > 0) this.hooks.onAvailable();
        return;
      }
      switch (result.error.kind) {
        case 'unavailable':
          this.hooks.onUnavailable(result.error.message, attempt);
          await this.wait(retryDelaysMs[Math.min(attempt, retryDelaysMs.length - 1)] ?? 5_000);
          continue;
        case 'fenced':
          this.isStopped = true;
          this.drop(live, { kind: 'stopped', message: 'This process was replaced by another one.' });
          this.hooks.onFenced();
          return;
        case 'refused':
        case 'stale':
          if (live.length === 1) return this.drop(live, { kind: result.error.kind, message: result.error.message });
          await this.write(live.slice(0, live.length >> 1));
          await this.write(live.slice(live.length >> 1));
          return;
        default:
          return assertNever(result.error);
      }
    }
  }

  private drop(taken: readonly Taken[], end: UnitEnd): void {
    for (const { unit, product } of taken) this.hooks.onDropped(unit, product, end);
  }

  /** Never rejects: whatever is thrown is a failure of this commit, and splitting it finds the unit that is to blame. */
  private async tryWrite(commit: Attempt): Promise<CommitResult> {
    if (this.processId === null) throw new Error('the committer was not started');
    try {
      return await this.tryWriteOnce(this.processId, commit);
    } catch (thrown) {
      if (thrown instanceof OutOfIds) return this.tryWithMoreIds(commit, thrown.wanted);
      this.hooks.onMishap(thrown);
      return {
        ok: false,
        error: { kind: 'refused', message: thrown instanceof Error ? thrown.message : String(thrown) },
      };
    }
  }

  private async tryWriteOnce(processId: ProcessId, commit: Attempt): Promise<CommitResult> {
    const { taken } = commit;
    const sentAt = this.clock.now();
    this.sentAt = sentAt;
    const result = await this.send(processId, commit).finally(() => {
      this.sentAt = null;
    });
    if (result.ok) this.hooks.onCommit(taken, this.clock.now() - sentAt);
    return result;
  }

  private async send(processId: ProcessId, commit: Attempt): Promise<CommitResult> {
    const { taken } = commit;
    if (taken.some(({ product }) => product.memoryJobs.length > 0)) return this.tryWriteWithMemory(processId, commit);
    const units = taken.map(({ product }) => product.toCommit());
    const result = await this.store.commit(processId, commit.id, units);
    if (result.ok) for (const { unit, product } of taken) this.hooks.onWritten(unit, product, []);
    return result;
  }

  /** The decisions needed more ids than there were. Fetched outside the transaction: the embedded database has one connection. */
  private async tryWithMoreIds(commit: Attempt, wanted: number): Promise<CommitResult> {
    try {
      // others take ids too until the next attempt
      await this.hooks.fillIds(wanted * 2 + 2_000);
    } catch (thrown) {
      return { ok: false, error: { kind: 'unavailable', message: String(thrown) } };
    }
    return this.tryWrite(commit);
  }

  /** Each attempt decides anew on copies: the memory may have changed since the last one. */
  private async tryWriteWithMemory(processId: ProcessId, commit: Attempt): Promise<CommitResult> {
    const decideAll = async (memory: LockedMemory) => {
      const draft = new MemoryDraft(memory);
      commit.decided = [];
      for (const { unit, product } of commit.taken) {
        const copy = product.copyForAttempt();
        const next: Job[] = [];
        for (const memoryJob of product.memoryJobs) {
          const outcome = await decideMemory(
            memoryJob.job.delivery.actionId,
            memoryJob.decide,
            draft,
            memoryJob.job.secrets,
          );
          const applied = this.hooks.applyMemoryOutcome(copy, memoryJob, outcome);
          for (const job of applied.next) copy.keepOpen(job);
          next.push(...applied.next);
        }
        commit.decided.push({ unit, product: copy, jobs: product.memoryJobs.map(({ job }) => job), next });
      }
      commit.decided[0]?.product.memory.push(...draft.changes());
      return commit.decided.map(({ product }) => product.toCommit());
    };
    const result = await this.store.commitWithMemory(processId, commit.id, memoryKeys(commit.taken), decideAll);
    if (!result.ok) return result;
    for (const { unit, product, jobs, next } of commit.decided) {
      product.markTaken();
      this.hooks.onWritten(unit, product, next);
      this.hooks.onMemoryDecided(jobs);
    }
    return result;
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.clock.at(this.clock.now() + ms, resolve);
      this.cancelWait = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** Callers who wait come first: what does not fit is for the next transaction. */
function urgentFirst(ready: readonly Unit[]): readonly Unit[] {
  const urgent = ready.filter((unit) => unit.isUrgent);
  if (urgent.length === 0 || urgent.length === ready.length) return ready;
  return [...urgent, ...ready.filter((unit) => !unit.isUrgent)];
}

/** A unit in the middle of its work waits for the next commit, but not for ever and not while it grows. */
function isAboutToProduce(unit: Unit, now: number): boolean {
  if (unit.readyCount === 0 || unit.isBroken || unit.product.events.length > patience.events) return false;
  if (unit.product.size > patience.size) return false;
  return !hasPassed(now, unit.dirtySince, patience.milliseconds);
}

function memoryKeys(taken: readonly Taken[]): MemoryKey[] {
  const keys = new Map<string, MemoryKey>();
  for (const { product } of taken) {
    for (const { job, keys: wanted } of product.memoryJobs) {
      const actionId = job.delivery.actionId;
      for (const key of wanted) keys.set(`${actionId} ${key}`, { actionId, key });
    }
  }
  return [...keys.values()];
}
