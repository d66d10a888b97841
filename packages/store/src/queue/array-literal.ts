/**
 * Columns of many rows as PostgreSQL array texts, for `unnest`. Written by hand because the driver's own way walks every
 * element through its type guesses; here the kind of a column is known.
 */
type Cell = number | string | boolean | null;

const special = /[\\"]/;
const specials = /[\\"]/g;

export class Columns {
  private readonly columns: string[][];

  constructor(count: number) {
    this.columns = Array.from({ length: count }, () => []);
  }

  /** Adds one row. Texts may hold anything but U+0000, which the callers have escaped. */
  add(...cells: readonly Cell[]): void {
    for (let column = 0; column < this.columns.length; column++) {
      this.columns[column]?.push(cellText(cells[column] ?? null));
    }
  }

  /** One array text per column. */
  toParameters(): string[] {
    return this.columns.map((cells) => `{${cells.join(',')}}`);
  }
}

function cellText(cell: Cell): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'string') return `"${special.test(cell) ? cell.replace(specials, '\\$&') : cell}"`;
  return String(cell);
}

/** An array of whole numbers. */
export function numbers(values: Iterable<number | null>): string {
  return `{${Array.from(values, (value) => value ?? 'NULL').join(',')}}`;
}

/** An array of texts; the same holds for them as for `Columns`. */
export function texts(values: Iterable<string>): string {
  return `{${Array.from(values, cellText).join(',')}}`;
}
