import type { Value } from '@fabula/formula';
import { type ActionId, asId } from '@fabula/model';
import { describe, expect, it } from 'vitest';
import type { LockedMemory, MemoryKey } from '../ports/store.ts';
import { MemoryDraft } from './memory-draft.ts';

const actionId = asId<ActionId>(1);
const key: MemoryKey = { actionId, key: 'k' };

function locked(value: Value = null, items: readonly Value[] = []): LockedMemory {
  return { get: () => value, items: async () => items };
}

describe('memory as one transaction sees it', () => {
  it('shows a later decision what an earlier one has put', () => {
    const draft = new MemoryDraft(locked(1));
    draft.put(key, 2, undefined);
    expect(draft.read(key)).toBe(2);
  });

  it('writes the last value only', () => {
    const draft = new MemoryDraft(locked());
    draft.put(key, 1, 10);
    draft.put(key, 2, 11);
    expect(draft.changes()).toEqual([{ ...key, value: 2, rank: 11 }]);
  });

  it('collects what was stored before what was appended just now', async () => {
    const draft = new MemoryDraft(locked(2, ['a', 'b']));
    draft.append(key, 'c');
    expect(await draft.collect(key)).toEqual(['a', 'b', 'c']);
    expect(draft.changes()).toEqual([{ ...key, value: null }]);
  });

  it('leaves no trace of a collection that began and ended here', async () => {
    const draft = new MemoryDraft(locked());
    draft.put(key, 1, undefined);
    draft.append(key, 'a');
    expect(await draft.collect(key)).toEqual(['a']);
    expect(draft.changes()).toEqual([]);
  });

  it('starts again after a collection', async () => {
    const draft = new MemoryDraft(locked(1, ['old']));
    await draft.collect(key);
    draft.put(key, 1, undefined);
    draft.append(key, 'new');
    expect(await draft.collect(key)).toEqual(['new']);
    draft.put(key, 1, undefined);
    draft.append(key, 'newest');
    expect(draft.changes()).toEqual([
      { ...key, value: null },
      { ...key, value: 1 },
      { ...key, append: ['newest'] },
    ]);
  });

  it('reads without writing', () => {
    const draft = new MemoryDraft(locked(7));
    draft.read(key);
    expect(draft.changes()).toEqual([]);
  });

  it('forgets up to the highest rank asked for', () => {
    const draft = new MemoryDraft(locked());
    draft.forgetBelow(actionId, 5);
    draft.forgetBelow(actionId, 3);
    expect(draft.changes()).toEqual([{ actionId, key: '', forgetBelow: 5 }]);
  });
});
