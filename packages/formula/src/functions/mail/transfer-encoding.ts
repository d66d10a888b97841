/** What a part of a mail was wrapped in for its journey (RFC 2045). Damaged wrapping is read as far as it makes sense. */
import { fromBase64 } from '../encoding/base64-text.ts';
import { fromByteText } from './byte-text.ts';

export function unwrap(body: string, encoding: string): Uint8Array {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return fromLooseBase64(body);
    case 'quoted-printable':
      return fromByteText(fromQuotedPrintable(body));
    default:
      return fromByteText(body);
  }
}

/** Characters that do not belong are skipped; padding in the middle ends a piece, as where two texts were joined. */
export function fromLooseBase64(text: string): Uint8Array {
  const pieces = text
    .replace(/[^A-Za-z0-9+/=]+/g, '')
    .split(/=+/)
    .filter((piece) => piece !== '')
    .map((piece) => fromBase64(piece.length % 4 === 1 ? piece.slice(0, -1) : piece) ?? new Uint8Array());
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const joined = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let position = 0;
  for (const piece of pieces) {
    joined.set(piece, position);
    position += piece.length;
  }
  return joined;
}

export function fromQuotedPrintable(text: string): string {
  const lines = text.split('\n').map((line, index, all) => {
    const end = index < all.length - 1 ? (line.endsWith('\r') ? '\r\n' : '\n') : '';
    // Blanks at the end of a line were added on the way.
    const content = trimEnd(line);
    return content.endsWith('=') ? content.slice(0, -1) : content + end;
  });
  return lines.join('').replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** By hand: a pattern would look at a run of blanks again and again. */
function trimEnd(line: string): string {
  let end = line.length;
  while (end > 0 && ' \t\r'.includes(line.charAt(end - 1))) end--;
  return line.slice(0, end);
}
