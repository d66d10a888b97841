/**
 * Writes CSV in the two ways of the documentation: a comma and a blank between cells, a line feed after each row. Cells that
 * would be read differently are quoted. No library writes a blank behind the comma and quotes by two different rules.
 */

/** `quoteBlanks`: cells with a blank inside are quoted too, as TO_CSV does. */
export function csvLine(cells: readonly string[], quoteBlanks: boolean): string {
  const line = cells.map((cell) => quoted(cell, quoteBlanks)).join(', ');
  // A last cell that is empty leaves no blank behind.
  return `${line.endsWith(', ') ? line.slice(0, -1) : line}\n`;
}

function quoted(cell: string, quoteBlanks: boolean): string {
  const needsQuotes = /[",\r\n]/.test(cell) || cell.trim() !== cell || (quoteBlanks && cell.includes(' '));
  return needsQuotes ? `"${cell.replaceAll('"', '""')}"` : cell;
}
