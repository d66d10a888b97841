/** The keys of a tree whose open rows stand below each other, as everybody knows them from lists of files. */
interface TreeRow {
  readonly depth: number;
}

export interface TreeWalk<Row extends TreeRow> {
  readonly rows: readonly Row[];
  /** Position of the row with the focus. */
  readonly at: number;
  /** Null for a row that has nothing to open. */
  readonly isOpen: (row: Row) => boolean | null;
  readonly toggle: (row: Row) => void;
  readonly focus: (row: Row | undefined) => void;
}

/** Whether the key meant something. */
export function walkTree<Row extends TreeRow>(
  key: string,
  { rows, at, isOpen, toggle, focus }: TreeWalk<Row>,
): boolean {
  const row = rows[at];
  if (row === undefined) return false;
  switch (key) {
    case 'ArrowDown':
      focus(rows[at + 1]);
      return true;
    case 'ArrowUp':
      focus(rows[at - 1]);
      return true;
    case 'Home':
      focus(rows[0]);
      return true;
    case 'End':
      focus(rows.at(-1));
      return true;
    case 'ArrowRight':
      if (isOpen(row) === false) toggle(row);
      else focus(rows[at + 1]);
      return true;
    case 'ArrowLeft':
      if (isOpen(row) === true) toggle(row);
      else focus(rows.slice(0, at).findLast((each) => each.depth < row.depth));
      return true;
    default:
      return false;
  }
}
