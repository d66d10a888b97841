/**
 * Characters that mean something in other languages, in word processors or on other keyboards, and what is written here
 * instead. A mistake of this kind is told with the right spelling, and tolerant parsing goes on as if that stood there.
 */

import type { Fix, SourceRange } from '../failure.ts';
import { characterLength } from '../value/character-length.ts';
import { quote, type Terminator, unquote } from './tokens.ts';

export interface ForeignSpelling {
  readonly to: number;
  readonly message: string;
  readonly fix: Fix | null;
  /** How to go on: with a symbol, with a text as it is quoted, or behind it. */
  readonly readAs: { readonly type: 'symbol' | 'text'; readonly text: string } | null;
}

/** Spelling, the symbol to go on with, what to say about it. The parser knows `**`, `??`, `?`, `=>`, `!` and `${`. */
const OPERATORS: readonly (readonly [spelling: string, symbol: string, use: string])[] = [
  ['===', '=', 'use `=`'],
  ['!==', '!=', 'use `!=`'],
  ['==', '=', 'use `=`'],
  ['<>', '!=', 'use `!=`'],
  ['=<', '<=', 'use `<=`'],
  ['=>', '=>', 'write LAMBDA(x, …) for a function, `>=` to compare'],
  ['->', '=>', 'write LAMBDA(x, …) for a function, `>=` to compare'],
  ['**', '**', 'use POWER(a, b)'],
  ['??', '??', 'use DEFAULT(a, b)'],
  ['?.', '.', 'use `.`; a property of nothing is NULL'],
  ['!', '!', 'use NOT(…) or `!=`'],
  ['?', '?', 'use IF(condition, a, b)'],
  ['^', '**', 'use POWER(a, b)'],
  ['|', '|>', 'use `|>` to pass a value on, `||` for or'],
  ['≠', '!=', 'use `!=`'],
  ['≤', '<=', 'use `<=`'],
  ['≥', '>=', 'use `>=`'],
  ['×', '*', 'use `*`'],
  ['·', '*', 'use `*`'],
  ['÷', '/', 'use `/`'],
  ['−', '-', 'use `-`'],
  ['–', '-', 'use `-`'],
  ['→', '=>', 'write LAMBDA(x, …) for a function'],
  ['¬', '!', 'use NOT(…)'],
  ['∧', '&&', 'use `AND`'],
  ['∨', '||', 'use `OR`'],
];

/** Symbols that the parser puts into a fix itself, when it has seen what stands around them. */
const NEEDS_OPERANDS = /^(?:\*\*|\?\??|=>|!)$/;

/** How far the closing quote is sought; without a limit, many opening ones would take quadratic time. */
const LONGEST_FOREIGN_TEXT = 1_000;

const QUOTES: Readonly<Record<string, string>> = {
  '“': '”“"',
  '”': '”"',
  '„': '“”"',
  '«': '»',
  '‘': "’'",
  '’': "’'",
  '‚': "‘’'",
  '`': "`'",
};

/** Whether two symbols of the language could be one of another: worth a look before they are read apart. */
export function mayBeForeign(first: number, second: number): boolean {
  switch (first) {
    case 33: // !
      return second === 61;
    case 42: // *
      return second === 42;
    case 45: // -
      return second === 62;
    case 47: // /
      return second === 47 || second === 42;
    case 60: // <
      return second === 60 || second === 62;
    case 61: // =
      return second === 60 || second === 61 || second === 62;
    case 62: // >
      return second === 62;
    default:
      return false;
  }
}

/** A spelling of at least `least` characters. Null when what stands here is no habit that is known. */
export function foreignSpellingAt(
  source: string,
  at: number,
  terminator: Terminator,
  least: 1 | 2,
): ForeignSpelling | null {
  return (
    foreignComment(source, at, terminator) ??
    foreignPill(source, at, terminator) ??
    foreignOperator(source, at, terminator, least) ??
    (least === 2
      ? null
      : (foreignQuote(source, at) ?? foreignDollar(source, at) ?? fullWidth(source, at) ?? invisible(source, at)))
  );
}

function foreignOperator(source: string, at: number, terminator: Terminator, least: number): ForeignSpelling | null {
  const found = OPERATORS.find(([spelling]) => spelling.length >= least && source.startsWith(spelling, at));
  if (found === undefined) return null;
  const [spelling, symbol, use] = found;
  const to = at + spelling.length;
  // The `>` may belong to the end of the pill.
  const isCut = terminator === '>>' && spelling.endsWith('>') && /^>(?!>)/.test(source.slice(to, to + 2));
  if (isCut) return null;
  const fix = NEEDS_OPERANDS.test(symbol) ? null : rewrite([at, to], symbol);
  return { to, message: `\`${spelling}\` is not an operator; ${use}`, fix, readAs: { type: 'symbol', text: symbol } };
}

function foreignComment(source: string, at: number, terminator: Terminator): ForeignSpelling | null {
  const isLine = source.startsWith('//', at);
  if (!isLine && !source.startsWith('/*', at)) return null;
  const terminatorAt = terminator === null ? -1 : source.indexOf(terminator, at);
  const inside = source.slice(at, terminatorAt === -1 ? source.length : terminatorAt);
  const end = inside.indexOf(isLine ? '\n' : '*/', 2);
  const to = at + (end === -1 ? inside.length : end + (isLine ? 0 : 2));
  const isAddress = source.charAt(at - 1) === ':';
  const fix = isLine && !isAddress ? rewrite([at, at + 2], '#') : null;
  return { to, message: `\`${source.slice(at, at + 2)}\` starts no comment; use \`#\``, fix, readAs: null };
}

/** `<<a>>` where a formula stands alone. */
function foreignPill(source: string, at: number, terminator: Terminator): ForeignSpelling | null {
  if (terminator !== null) return null;
  if (source.startsWith('>>', at)) {
    const fix = remove([at, at + 2], '>>');
    return { to: at + 2, message: '`>>` ends a pill of a text field; there is none here', fix, readAs: null };
  }
  if (!source.startsWith('<<', at)) return null;
  const fix = remove([at, at + 2], '<<');
  return { to: at + 2, message: '`<<…>>` is for text fields; here the value stands alone', fix, readAs: null };
}

function foreignQuote(source: string, at: number): ForeignSpelling | null {
  const opening = source.charAt(at);
  if (!Object.hasOwn(QUOTES, opening)) return null;
  const closing = QUOTES[opening] ?? '';
  const message =
    opening === '`' ? 'A text stands in `"…"`, not in backticks' : `\`${opening}\` is no quote here; use \`"\``;
  const last = Math.min(source.length, at + LONGEST_FOREIGN_TEXT);
  for (let to = at + 1; to < last && source.charAt(to) !== '\n'; to += 1) {
    if (!closing.includes(source.charAt(to))) continue;
    const text = source.slice(at, to + 1);
    const fix = { title: 'Write `"…"`', range: [at, to + 1] as const, text: quote(unquote(text)) };
    return { to: to + 1, message, fix, readAs: { type: 'text', text } };
  }
  return { to: at + 1, message, fix: rewrite([at, at + 1], '"'), readAs: null };
}

function foreignDollar(source: string, at: number): ForeignSpelling | null {
  if (!source.startsWith('$', at)) return null;
  if (source.startsWith('${', at)) {
    const message = `\`$\{…}\` is not used here; the reference stands alone, and \`&\` joins texts`;
    return { to: at + 2, message, fix: null, readAs: { type: 'symbol', text: '${' } };
  }
  const to = source.startsWith('$.', at) ? at + 2 : at + 1;
  const spelling = source.slice(at, to);
  const message = `\`${spelling}\` has no meaning here; a reference starts with its name, and a path is JSONPATH(value, "$…")`;
  return { to, message, fix: remove([at, to], spelling), readAs: null };
}

/** `，`, `（` and the like of East Asian keyboards. */
function fullWidth(source: string, at: number): ForeignSpelling | null {
  const code = source.charCodeAt(at);
  if (code < 0xff01 || code > 0xff5e) return null;
  const symbol = String.fromCharCode(code - 0xfee0);
  const message = `\`${source.charAt(at)}\` is a full-width character; use \`${symbol}\``;
  const isSymbol = '=<>+-*/&%()[]{},.:;'.includes(symbol);
  const readAs = isSymbol ? ({ type: 'symbol', text: symbol } as const) : null;
  return { to: at + 1, message, fix: rewrite([at, at + 1], symbol), readAs };
}

function invisible(source: string, at: number): ForeignSpelling | null {
  const character = source.slice(at, at + characterLength(source, at));
  if (!/^[\p{Cf}\p{Cc}]$/u.test(character)) return null;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const range = [at, at + character.length] as const;
  const fix = { title: 'Remove the invisible character', range, text: '' };
  return { to: range[1], message: `There is an invisible character here (U+${code})`, fix, readAs: null };
}

export function rewrite(range: SourceRange, text: string): Fix {
  return { title: `Write \`${text}\``, range, text };
}

export function insert(at: number, text: string): Fix {
  return { title: `Insert \`${text}\``, range: [at, at], text };
}

export function remove(range: SourceRange, written: string): Fix {
  return { title: `Remove \`${written}\``, range, text: '' };
}
