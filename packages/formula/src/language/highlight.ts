/**
 * Tokens for the colours of an editor. They cover the source without gaps or overlaps, and the work is in proportion to its
 * length, so that it can be done at every keystroke. The lexer says what is a number or a text; what a name means is only
 * known from the tree.
 */

import { parseTolerantly } from '../syntax/parse-tolerantly.ts';
import type { Token } from '../syntax/tokens.ts';
import type { FieldMode } from './language-context.ts';
import { LIQUID_DELIMITERS, liquidRanges } from './liquid-ranges.ts';
import { type NameKind, namesIn } from './names.ts';

export type HighlightKind =
  | NameKind
  | 'text'
  | 'escape'
  | 'number'
  | 'operator'
  | 'punctuation'
  | 'placeholder'
  | 'comment'
  /** Between the others. */
  | 'blank'
  /** `<<`, `>>`, `<%`, `%>`. */
  | 'delimiter'
  /** `if`, `endfor`, the `in` of a `for`. */
  | 'tag'
  /** Text of a text field that stands for itself. */
  | 'literal'
  /** `{{ … }}` and `{% … %}` in it. */
  | 'liquid'
  | 'error';

export interface HighlightToken {
  readonly kind: HighlightKind;
  readonly from: number;
  readonly to: number;
}

const PUNCTUATION = '()[]{},.:;';
const ESCAPE = /\\[\s\S]/g;

export function highlight(source: string, mode: FieldMode): readonly HighlightToken[] {
  const tree = parseTolerantly(source, mode);
  const names = namesIn(tree.parts ?? (tree.formula === null ? [] : [tree.formula]));
  const found: HighlightToken[] = [];
  let end = 0;
  const add = (kind: HighlightKind, to: number): void => {
    if (to > end) found.push({ kind, from: end, to });
    end = Math.max(end, to);
  };
  for (const token of tree.tokens) {
    add('blank', token.from);
    if (token.type === 'text') addText(token, names.get(token.from) ?? 'text', add);
    else if (token.type === 'literal') addLiteral(token, add);
    else add(kindOf(token, names), token.to);
  }
  add('blank', source.length);
  return found;
}

function kindOf({ type, text, from }: Token, names: ReadonlyMap<number, NameKind>): HighlightKind {
  switch (type) {
    case 'name':
      return names.get(from) ?? (text === 'AND' || text === 'OR' ? 'operator' : 'error');
    case 'number':
      return names.get(from) ?? 'number';
    case 'symbol':
      if (text === '%') return 'placeholder';
      return PUNCTUATION.includes(text) ? 'punctuation' : 'operator';
    case 'opening':
    case 'end':
      return 'delimiter';
    case 'keyword':
      return 'tag';
    case 'unknown':
      return 'error';
    case 'comment':
    case 'text':
    case 'literal':
      return type;
  }
}

/** A text or a quoted key, with its escapes apart. */
function addText({ text, from, to }: Token, kind: HighlightKind, add: (kind: HighlightKind, to: number) => void): void {
  const quote = text.charAt(0);
  for (const { 0: written, index } of text.matchAll(ESCAPE)) {
    // Other backslashes stand for themselves.
    if (!`ntr\\${quote}`.includes(written.charAt(1))) continue;
    add(kind, from + index);
    add('escape', from + index + 2);
  }
  add(kind, to);
}

function addLiteral({ text, from, to }: Token, add: (kind: HighlightKind, to: number) => void): void {
  if (LIQUID_DELIMITERS.test(text)) {
    for (const [start, end] of liquidRanges(text)) {
      add('literal', from + start);
      add('liquid', from + end);
    }
  }
  add('literal', to);
}
