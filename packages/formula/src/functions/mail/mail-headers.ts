/** The header lines of a mail or of one of its parts. */

export interface HeaderField {
  readonly name: string;
  /** As it came, with its line ends; one character a byte. */
  readonly raw: string;
}

export interface HeaderBlock {
  readonly fields: readonly HeaderField[];
  /** Where the body begins. */
  readonly end: number;
}

const fieldStart = /^([!-9;-~]{1,200})[ \t]{0,20}:/;
const maxFields = 5_000;

/** A line that is no header is skipped, as is the `From ` line of a mailbox; an empty line ends the block. */
export function readHeaders(source: string, start: number, end: number): HeaderBlock {
  const fields: HeaderField[] = [];
  let position = start;
  while (position < end) {
    const next = lineEnd(source, position, end);
    const line = source.slice(position, next);
    position = next;
    const content = line.replace(/[\r\n]+$/, '');
    if (content === '') return { fields, end: position };
    const last = fields.at(-1);
    if (/^[ \t]/.test(content)) {
      if (last !== undefined) fields[fields.length - 1] = { name: last.name, raw: last.raw + line };
      continue;
    }
    const name = fieldStart.exec(content.slice(0, 230));
    if (name !== null && fields.length < maxFields)
      fields.push({ name: name[1] ?? '', raw: line.slice(name[0].length) });
  }
  return { fields, end };
}

/** Where the line that begins here ends, its line end included: `\r\n`, `\n`, or `\r` alone. */
function lineEnd(source: string, start: number, end: number): number {
  const feed = source.indexOf('\n', start);
  const limit = feed === -1 || feed >= end ? end : feed + 1;
  const carriage = source.slice(start, limit).indexOf('\r');
  if (carriage === -1 || start + carriage + 2 === limit) return limit;
  return start + carriage + 1;
}

/** On one line, with one blank where it was folded. */
export function unfolded(raw: string): string {
  return raw.trim().replace(/(?:\r\n?|\n)[ \t]*/g, ' ');
}

/** The value of the first field of this name, on one line. */
export function headerValue(fields: readonly HeaderField[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  const field = fields.find((candidate) => candidate.name.toLowerCase() === wanted);
  return field === undefined ? undefined : unfolded(field.raw);
}
