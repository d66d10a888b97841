/** Locks on the memory of actions, as transactions hold them: given in the order of asking, let go at the end. */
import type { ActionId } from '@fabula/model';

interface Waiting {
  readonly actions: ReadonlySet<ActionId>;
  readonly grant: () => void;
}

export class MemoryLocks {
  private readonly held = new Set<ActionId>();
  private waiting: Waiting[] = [];

  /** Calls `grant` once all are free. Gives the way to let go, or to stop waiting. */
  take(actions: ReadonlySet<ActionId>, grant: () => void): () => void {
    let isGranted = false;
    const entry: Waiting = {
      actions,
      grant: () => {
        isGranted = true;
        for (const action of actions) this.held.add(action);
        grant();
      },
    };
    this.waiting.push(entry);
    this.serve();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      if (isGranted) for (const action of actions) this.held.delete(action);
      else this.waiting = this.waiting.filter((other) => other !== entry);
      this.serve();
    };
  }

  /** Whoever asked earlier goes first where they want the same. */
  private serve(): void {
    const wanted = new Set(this.held);
    for (const entry of [...this.waiting]) {
      const isFree = [...entry.actions].every((action) => !wanted.has(action));
      for (const action of entry.actions) wanted.add(action);
      if (!isFree) continue;
      this.waiting = this.waiting.filter((other) => other !== entry);
      entry.grant();
    }
  }
}
