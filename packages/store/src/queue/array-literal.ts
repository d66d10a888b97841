/**
 * Columns of many rows as PostgreSQL array texts, for `unnest`. Written by hand because the driver's own way walks every
 * element through its type guesses; here the kind of a column is known.
 */
type Cell = number | string | boolean | null;

const special = /[\\"]/g;

export class Columns {
  private readonly parts: string[];

  constructor(count: number) {
    this.parts = Array.from({ length: count }, () => '');
  }

  /** Adds one row. Texts may hold anything but U+0000, which the callers have escaped. */
  add(...cells: readonly Cell[]): void {
    for (let column = 0; column < this.parts.length; column++) {
      const text = cellText(cells[column] ?? null);
      const before = this.parts[column] ?? '';
      this.parts[column] = before === '' ? text : `${before},${text}`;
    }
  }

  /** One array text per column. */
  toParameters(): string[] {
    return this.parts.map((part) => `{${part}}`);
  }
}

function cellText(cell: Cell): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'string') return `"${cell.replace(special, '\\$&')}"`;
  return String(cell);
}

/** An array of whole numbers. */
export function numbers(values: Iterable<number>): string {
  return `{${[...values].join(',')}}`;
}
