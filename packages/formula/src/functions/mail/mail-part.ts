/** The tree of parts that a mail is (RFC 2046): found, but not yet unwrapped. */
import type { CallContext } from '../definition.ts';
import { type ParameterizedValue, parseParameters } from './header-parameters.ts';
import { type HeaderField, headerValue, readHeaders } from './mail-headers.ts';

export interface MailPart {
  readonly fields: readonly HeaderField[];
  readonly type: ParameterizedValue;
  /** What is behind the headers; one character a byte. */
  readonly body: string;
  /** Empty unless the type is `multipart/…`. */
  readonly parts: readonly MailPart[];
}

const maxDepth = 50;
const maxParts = 5_000;

export function readPart(source: string, context: CallContext, usualType = 'text/plain', depth = 0): MailPart {
  // Searching for lines goes through a kilobyte in a microsecond.
  context.spend(10 + Math.floor(source.length / 1_024));
  const { fields, end } = readHeaders(source, 0, source.length);
  const type = parseParameters(headerValue(fields, 'content-type') ?? usualType);
  const body = source.slice(end);
  if (!type.value.startsWith('multipart/') || depth >= maxDepth) return { fields, type, body, parts: [] };
  const inner = type.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  const pieces = splitAtBoundary(body, type.parameters.get('boundary') ?? guessedBoundary(body));
  if (pieces.length > maxParts) return context.fail(`the e-mail has more than ${maxParts} parts`);
  return { fields, type, body, parts: pieces.map((piece) => readPart(piece, context, inner, depth + 1)) };
}

/** The first line that looks like one, where the header forgot to say. */
function guessedBoundary(body: string): string {
  return /^--([^\r\n]{1,70}?)(?:--)?[ \t]{0,5}\r?$/m.exec(body.slice(0, 10_000))?.[1] ?? '';
}

/** What stands between the boundary lines. A last part that nothing closes ends with the text. */
function splitAtBoundary(body: string, boundary: string): string[] {
  const mark = `--${boundary.trimEnd()}`;
  if (mark === '--') return [];
  const pieces: string[] = [];
  let start = -1;
  for (let at = body.indexOf(mark); at !== -1; at = body.indexOf(mark, at + mark.length)) {
    const before = body.charAt(at - 1);
    if (at > 0 && before !== '\n' && before !== '\r') continue;
    const lineEnd = endOfLine(body, at + mark.length);
    const rest = body.slice(at + mark.length, Math.min(lineEnd, at + mark.length + 100)).trim();
    // Another boundary may begin with this one.
    if (rest !== '' && rest !== '--') continue;
    if (start !== -1) pieces.push(withoutLineEnd(body.slice(start, at)));
    start = lineEnd;
    if (rest === '--') return pieces;
  }
  if (start !== -1) pieces.push(body.slice(start));
  return pieces;
}

function endOfLine(body: string, from: number): number {
  const feed = body.indexOf('\n', from);
  const carriage = feed === -1 ? body.indexOf('\r', from) : -1;
  const end = feed === -1 ? carriage : feed;
  return end === -1 ? body.length : end + 1;
}

/** The line end in front of a boundary belongs to it. */
function withoutLineEnd(text: string): string {
  return text.replace(/(?:\r\n|\n|\r)$/, '');
}
