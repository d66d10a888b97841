/**
 * A JSON value as the rows of a tree. Pure: which parts are open and how many children are shown come in as sets and maps
 * of paths, so a payload of any size costs only the rows that are on screen.
 */
import { entriesOf, isArrayValue, isObjectValue, type ObjectValue, sizeOf, type Value } from '@fabula/formula';

type Container = readonly Value[] | ObjectValue;

export type JsonRow =
  | {
      readonly kind: 'container' | 'leaf';
      /** The path as a formula writes it behind the name of the action; unique in the tree: `.body.items[0]`. */
      readonly path: string;
      readonly depth: number;
      readonly key: string | number;
      readonly value: Value;
      readonly isOpen: boolean;
    }
  | {
      readonly kind: 'more';
      readonly path: string;
      readonly depth: number;
      readonly shown: number;
      readonly total: number;
    };

/** Children that a container shows before it asks. */
export const childrenAtFirst = 100;

export interface TreeState {
  readonly open: ReadonlySet<string>;
  /** How many children are shown, where it is more than `childrenAtFirst`. */
  readonly shown: ReadonlyMap<string, number>;
}

export function isContainer(value: Value): value is Container {
  return isArrayValue(value) || isObjectValue(value);
}

export function childCount(container: Container): number {
  return isArrayValue(container) ? container.length : sizeOf(container);
}

function childrenOf(container: Container, count: number): [string | number, Value][] {
  if (isArrayValue(container)) return container.slice(0, count).map((value, index) => [index, value]);
  return entriesOf(container).slice(0, count);
}

/** `.name` or `["two words"]` or `[0]`. */
export function stepPath(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `.${key}`;
  return `["${key.replaceAll('"', '\\"')}"]`;
}

/** The rows of what lies in `root`; the root itself has none. A root that is no container is one row without a key. */
export function toRows(root: Value, state: TreeState): JsonRow[] {
  if (!isContainer(root)) return [{ kind: 'leaf', path: '', depth: 0, key: '', value: root, isOpen: false }];
  const rows: JsonRow[] = [];
  addChildren(rows, root, '', 0, state);
  return rows;
}

function addChildren(rows: JsonRow[], container: Container, path: string, depth: number, state: TreeState): void {
  const total = childCount(container);
  const shown = Math.min(total, state.shown.get(path) ?? childrenAtFirst);
  for (const [key, value] of childrenOf(container, shown)) {
    const childPath = path + stepPath(key);
    const canOpen = isContainer(value) && childCount(value) > 0;
    const isOpen = canOpen && state.open.has(childPath);
    rows.push({ kind: canOpen ? 'container' : 'leaf', path: childPath, depth, key, value, isOpen });
    if (isOpen) addChildren(rows, value, childPath, depth + 1, state);
  }
  if (shown < total) rows.push({ kind: 'more', path, depth, shown, total });
}

/** What to open so that about `budget` rows show: level by level, the small before the deep. */
export function openWithin(root: Value, budget: number): Set<string> {
  const open = new Set<string>();
  let rows = isContainer(root) ? Math.min(childCount(root), childrenAtFirst) : 1;
  let level: [string, Value][] = [['', root]];
  while (level.length > 0) {
    const next: [string, Value][] = [];
    for (const [path, value] of level) {
      if (!isContainer(value)) continue;
      for (const [key, child] of childrenOf(value, childrenAtFirst)) {
        if (!isContainer(child) || childCount(child) === 0) continue;
        const cost = Math.min(childCount(child), childrenAtFirst);
        if (rows + cost > budget) continue;
        rows += cost;
        const childPath = path + stepPath(key);
        open.add(childPath);
        next.push([childPath, child]);
      }
    }
    level = next;
  }
  return open;
}

/** The first characters of a text, never half of a surrogate pair. */
export function clipText(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
