/** Where a key leads in a table, and what it asks for. Pure. */
export interface CellPlace {
  /** Among the rows that are shown. */
  readonly row: number;
  readonly column: number;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that are seen at once. */
  readonly page: number;
}

interface Key {
  readonly key: string;
  readonly isCtrl: boolean;
}

/** null: the key leads nowhere. */
export function placeAfter({ key, isCtrl }: Key, { row, column }: CellPlace, size: GridSize): CellPlace | null {
  const last = { row: size.rows - 1, column: size.columns - 1 };
  const to = {
    ArrowUp: { row: isCtrl ? 0 : row - 1, column },
    ArrowDown: { row: isCtrl ? last.row : row + 1, column },
    ArrowLeft: { row, column: isCtrl ? 0 : column - 1 },
    ArrowRight: { row, column: isCtrl ? last.column : column + 1 },
    PageUp: { row: row - size.page, column },
    PageDown: { row: row + size.page, column },
    Home: { row: isCtrl ? 0 : row, column: 0 },
    End: { row: isCtrl ? last.row : row, column: last.column },
  }[key];
  return to === undefined ? null : within(to, size);
}

/** The nearest cell that is there. */
export function within({ row, column }: CellPlace, { rows, columns }: Pick<GridSize, 'rows' | 'columns'>): CellPlace {
  return {
    row: Math.max(0, Math.min(row, rows - 1)),
    column: Math.max(0, Math.min(column, columns - 1)),
  };
}
