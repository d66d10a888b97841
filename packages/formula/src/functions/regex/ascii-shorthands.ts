/**
 * `\w`, `\d` and `\s` are ASCII in Ruby, while `\b` and the named classes follow Unicode. Oniguruma can only have both or
 * none, so the shorthands are written out before it sees a pattern.
 */
const sets: ReadonlyMap<string, string> = new Map([
  ['w', '0-9A-Za-z_'],
  ['d', '0-9'],
  ['s', ' \\t\\n\\v\\f\\r'],
]);

/** The same pattern with the shorthands written out. `source` must be well-formed; `modifiers` are Ruby's letters. */
export function withAsciiShorthands(source: string, modifiers: string): string {
  // Where only a part is extended, a `#` outside that part is taken for a comment too, and its line is copied as it is.
  const hasComments = modifiers.includes('x') || /\(\?[a-wyz]*x/.test(source);
  let output = '';
  let bracketDepth = 0;
  for (let position = 0; position < source.length; ) {
    const piece = pieceAt(source, position, bracketDepth > 0, hasComments);
    if (piece === '[') bracketDepth += 1;
    if (piece === ']') bracketDepth = Math.max(0, bracketDepth - 1);
    output += written(piece, bracketDepth > 0);
    position += piece.length;
  }
  return output;
}

/** What belongs together: an escape, a named class, a comment, or one character. */
function pieceAt(source: string, position: number, isInside: boolean, hasComments: boolean): string {
  const character = source.charAt(position);
  if (character === '\\') return source.slice(position, position + 2);
  const whole = isInside
    ? /^\[:\^?[a-z]+:\]/.exec(source.slice(position, position + 12))
    : character === '(' || (character === '#' && hasComments)
      ? /^(?:\(\?#[^)]*\)|#[^\n]*)/.exec(source.slice(position))
      : null;
  return whole?.[0] ?? character;
}

function written(piece: string, isInside: boolean): string {
  const letter = piece.startsWith('\\') ? piece.charAt(1) : '';
  const set = sets.get(letter.toLowerCase());
  if (set === undefined) return piece;
  if (letter === letter.toUpperCase()) return `[^${set}]`;
  return isInside ? set : `[${set}]`;
}
