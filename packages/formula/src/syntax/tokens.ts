/**
 * What a source is made of, and how texts are quoted.
 *
 * Escapes in quotes are partly unconfirmed (formulas.md §2.1). Chosen here: `\n`, `\t`, `\r` are line feed, tab and return;
 * `\\` is one backslash; the quote itself can be escaped; a backslash before anything else stays, so that regular
 * expressions (`"h\w+"`) need no doubling. A text may span lines.
 */

export type Terminator = '>>' | '%>' | null;

/**
 * Inside formulas: `number` to `comment`; `end` is the terminator; `unknown` what has no meaning. Around them, in a text
 * field: `literal` text, `opening` (`<<` or `<%`), `keyword` (`if`, `endfor`, the `in` of a `for`).
 */
export type TokenType =
  | 'number'
  | 'text'
  | 'name'
  | 'symbol'
  | 'comment'
  | 'end'
  | 'unknown'
  | 'literal'
  | 'opening'
  | 'keyword';

export interface Token {
  readonly type: TokenType;
  /** As written; of an end, the terminator or the empty text. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

/** The text that a quoted token stands for. */
export function unquote(token: string): string {
  const quote = token.charAt(0);
  const inner = token.slice(1, -1);
  if (!inner.includes('\\')) return inner;
  return inner.replace(/\\(.)/gs, (kept, character: string) =>
    character === quote ? quote : (ESCAPES[character] ?? kept),
  );
}

/** A text literal that {@link unquote} reads back. Backslashes are doubled only where one alone would mean something. */
export function quote(text: string): string {
  const inner = text
    .replace(/\\(?=[ntr"\\]|[\n\t\r]|$)/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n')
    .replace(/\t/g, '\\t')
    .replace(/\r/g, '\\r');
  return `"${inner}"`;
}
