/**
 * Action memory as the decisions of one transaction see it: the locked rows, and over them what earlier decisions of the
 * same transaction have changed. Only the sum of the changes is written: a collection that begins and ends in one
 * transaction leaves no row.
 */
import type { Value } from '@fabula/formula';
import type { ActionId } from '@fabula/model';
import type { LockedMemory, MemoryChange, MemoryKey } from '../ports/store.ts';

interface Row {
  readonly key: MemoryKey;
  value: Value;
  rank: number | undefined;
  hasNewValue: boolean;
  /** The items in the database no longer count. */
  isEmptied: boolean;
  appended: Value[];
}

export class MemoryDraft {
  private readonly memory: LockedMemory;
  private readonly rows = new Map<string, Row>();
  private readonly forgotten = new Map<ActionId, number>();

  constructor(memory: LockedMemory) {
    this.memory = memory;
  }

  read(key: MemoryKey): Value {
    return this.row(key).value;
  }

  put(key: MemoryKey, value: Value, rank: number | undefined): void {
    const row = this.row(key);
    row.value = value;
    row.rank = rank;
    row.hasNewValue = true;
    if (value === null) {
      row.isEmptied = true;
      row.appended = [];
    }
  }

  append(key: MemoryKey, item: Value): void {
    this.row(key).appended.push(item);
  }

  /** All items, oldest first; the key is empty afterwards. */
  async collect(key: MemoryKey): Promise<readonly Value[]> {
    const row = this.row(key);
    // without a value there were no items before this transaction (see MemoryDecision)
    const isFresh = row.isEmptied || this.memory.get(key) === null;
    const stored = isFresh ? [] : await this.memory.items(key);
    const items = [...stored, ...row.appended];
    this.put(key, null, undefined);
    return items;
  }

  forgetBelow(actionId: ActionId, rank: number): void {
    this.forgotten.set(actionId, Math.max(rank, this.forgotten.get(actionId) ?? rank));
  }

  changes(): MemoryChange[] {
    const changes: MemoryChange[] = [];
    for (const row of this.rows.values()) {
      const wasThere = this.memory.get(row.key) !== null;
      if (row.isEmptied) changes.push({ ...row.key, value: null });
      if (row.value === null && !wasThere && row.appended.length === 0) {
        if (row.isEmptied) changes.pop();
        continue;
      }
      if (row.hasNewValue && row.value !== null) changes.push(withRank({ ...row.key, value: row.value }, row.rank));
      if (row.appended.length > 0) changes.push({ ...row.key, append: row.appended });
    }
    for (const [actionId, rank] of this.forgotten) changes.push({ actionId, key: '', forgetBelow: rank });
    return changes;
  }

  private row(key: MemoryKey): Row {
    const id = `${key.actionId} ${key.key}`;
    let row = this.rows.get(id);
    if (row === undefined) {
      row = {
        key,
        value: this.memory.get(key),
        rank: undefined,
        hasNewValue: false,
        isEmptied: false,
        appended: [],
      };
      this.rows.set(id, row);
    }
    return row;
  }
}

function withRank(change: MemoryChange, rank: number | undefined): MemoryChange {
  return rank === undefined ? change : { ...change, rank };
}
