/**
 * A storyboard while it is drawn on: what the server has, the changes that are on their way, and how they get there. What is
 * shown is always the server's board with the waiting changes put on it, so what others change meanwhile is merged and not
 * overwritten. Changes are sent at once, in order, one request at a time.
 *
 * saved    all that was drawn is on the server
 * saving   a change is on its way
 * waiting  the server was not reached; everything is kept and tried again, later each time
 *
 * A change that is refused is taken off the board and out of the history, and told. Those after it are sent all the same: what
 * they have in common with it is left out by the server or refused as well.
 */
import { mayPass } from '../data/failure.ts';
import { applyPatch } from './apply-patch.ts';
import type { Board, Kept, Patch } from './board.ts';
import { invertPatch, withKept } from './invert-patch.ts';
import { addStep, forgetStep, noSteps, redoStep, rememberKept, type Step, type Steps, undoStep } from './steps.ts';

export interface BoardAnswer extends Board {
  readonly kept: readonly (Kept & { readonly guid: string })[];
}

export interface BoardPorts {
  /** The newest board of the server that is known here, whoever brought it. */
  server(): Board;
  /** Rejects with an error whose `status` is that of the answer, 0 when none came. */
  send(patch: Patch): Promise<BoardAnswer>;
  /** The board as the server has it after a change of ours. */
  saved(board: Board): void;
  /** The server has something else than we thought. */
  stale(): void;
  now(): number;
}

export type BoardSaving = { readonly kind: 'saved' | 'saving' } | { readonly kind: 'waiting'; readonly error: Error };

export interface BoardState {
  readonly board: Board;
  readonly saving: BoardSaving;
  /** What undo would take back. */
  readonly undoes: string | null;
  readonly redoes: string | null;
  /** A change that was refused, until it is put away. */
  readonly refused: { readonly label: string; readonly error: Error } | null;
}

interface Pending {
  readonly stepId: number;
  readonly label: string;
  readonly patch: Patch;
  readonly group: string | null;
}

const firstRetryMs = 1_000;
const longestRetryMs = 15_000;

export class BoardEditor {
  readonly #ports: BoardPorts;
  readonly #listeners = new Set<() => void>();
  #server: Board;
  #pending: Pending[] = [];
  #steps: Steps = noSteps;
  #saving: BoardSaving = { kind: 'saved' };
  #refused: BoardState['refused'] = null;
  #lastId = 0;
  #isSending = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retryMs = firstRetryMs;
  #state: BoardState;

  constructor(ports: BoardPorts) {
    this.#ports = ports;
    this.#server = ports.server();
    this.#state = this.#describe();
  }

  readonly getState = (): BoardState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Nothing is here that would be lost with it. */
  get isIdle(): boolean {
    return this.#pending.length === 0;
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  /** The server's board was read anew. Waiting changes stay on top of it. */
  adopt(): void {
    const board = this.#ports.server();
    if (board.actions === this.#server.actions && board.notes === this.#server.notes) return;
    this.#server = board;
    this.#tell();
  }

  /** `group`: of a series that is undone as one. */
  do(label: string, patch: Patch, group: string | null = null): void {
    const { board } = this.#state;
    const inverse = invertPatch(board, patch);
    if (Object.keys(inverse).length === 0) return;
    const step: Step = { id: ++this.#lastId, label, patch, inverse, group, at: this.#ports.now() };
    this.#steps = addStep(this.#steps, step);
    this.#queue({ stepId: step.id, label, patch, group });
  }

  /** Tells what was taken back; null when there is nothing. */
  undo(): string | null {
    const undone = undoStep(this.#steps);
    if (undone === null) return null;
    this.#steps = undone.steps;
    const { id, label, inverse } = undone.step;
    this.#queue({ stepId: id, label: `Undo: ${label}`, patch: inverse, group: null });
    return label;
  }

  redo(): string | null {
    const redone = redoStep(this.#steps);
    if (redone === null) return null;
    this.#steps = redone.steps;
    const { id, label, patch } = redone.step;
    this.#queue({ stepId: id, label: `Redo: ${label}`, patch, group: null });
    return label;
  }

  putAwayRefused(): void {
    this.#refused = null;
    this.#tell();
  }

  /** Sends what waits, now. */
  flush(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    if (!this.#isSending) void this.#sendAll();
  }

  #queue(pending: Pending): void {
    const last = this.#pending.at(-1);
    const isUnsent = this.#pending.length > (this.#isSending ? 1 : 0);
    // While one change is on its way, a series that follows needs only its end.
    const replaces = isUnsent && pending.group !== null && last?.group === pending.group;
    this.#pending = [...(replaces ? this.#pending.slice(0, -1) : this.#pending), pending];
    this.#tell();
    if (!this.#isSending && this.#retry === undefined) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    for (let next = this.#pending[0]; next !== undefined; next = this.#pending[0]) {
      if (!(await this.#sendOne(next))) break;
    }
    this.#isSending = false;
    if (this.#pending.length === 0 && this.#saving.kind !== 'saved') this.#tell({ kind: 'saved' });
  }

  /** Whether the next may follow. */
  async #sendOne(next: Pending): Promise<boolean> {
    if (this.#saving.kind === 'saved') this.#tell({ kind: 'saving' });
    try {
      this.#takeAnswer(next, await this.#ports.send(next.patch));
      this.#retryMs = firstRetryMs;
      return true;
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      if (mayPass(failure)) {
        this.#retry = setTimeout(() => this.flush(), this.#retryMs);
        this.#retryMs = Math.min(this.#retryMs * 2, longestRetryMs);
        this.#tell({ kind: 'waiting', error: failure });
        return false;
      }
      this.#pending = this.#pending.slice(1);
      this.#steps = forgetStep(this.#steps, next.stepId);
      this.#refused = { label: next.label, error: failure };
      this.#tell({ kind: this.#pending.length > 0 ? 'saving' : 'saved' });
      this.#ports.stale();
      return true;
    }
  }

  #takeAnswer(sent: Pending, answer: BoardAnswer): void {
    const kept = new Map(answer.kept.map(({ guid, ...rest }) => [guid, rest]));
    this.#steps = rememberKept(this.#steps, kept);
    this.#pending = this.#pending.slice(1).map((each) => ({ ...each, patch: withKept(each.patch, kept) }));
    this.#server = withAnswer(applyPatch(this.#ports.server(), sent.patch), answer);
    this.#ports.saved(this.#server);
    this.#tell({ kind: this.#pending.length > 0 ? 'saving' : 'saved' });
  }

  #tell(saving: BoardSaving = this.#saving): void {
    this.#saving = saving;
    this.#state = this.#describe();
    for (const listener of this.#listeners) listener();
  }

  #describe(): BoardState {
    return {
      board: this.#pending.reduce((board, { patch }) => applyPatch(board, patch), this.#server),
      saving: this.#saving,
      undoes: this.#steps.done.at(-1)?.label ?? null,
      redoes: this.#steps.undone.at(-1)?.label ?? null,
      refused: this.#refused,
    };
  }
}

/** What the server tells of single things counts; ids of new ones become those that it gave. */
function withAnswer(board: Board, answer: Board): Board {
  const actions = new Map(answer.actions.map((action) => [action.guid, action]));
  const notes = new Map(answer.notes.map((note) => [note.guid, note]));
  return {
    actions: board.actions.map((action) => actions.get(action.guid) ?? action),
    notes: board.notes.map((note) => notes.get(note.guid) ?? note),
  };
}
