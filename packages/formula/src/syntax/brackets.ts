/** What stands in brackets, and how reading goes on when something else stands there or the bracket is not closed. */
import { insert, remove, rewrite } from './foreign-spellings.ts';
import type { Help, TokenStream } from './token-stream.ts';
import type { Formula } from './tree.ts';

export type Closer = ')' | ']' | '}';

/** An opening bracket that was read. */
export interface Opened {
  /** Where what it belongs to starts: the name of a call. */
  readonly from: number;
  readonly closer: Closer;
}

const LONGEST_QUOTE = 24;

export class Brackets {
  readonly #tokens: TokenStream;
  readonly #readFormula: () => Formula;
  /** How many brackets of each kind are open. */
  readonly #open = { ')': 0, ']': 0, '}': 0 };
  #isTerminated: boolean | null = null;

  constructor(tokens: TokenStream, readFormula: () => Formula) {
    this.#tokens = tokens;
    this.#readFormula = readFormula;
  }

  /** Items with commas between them, and the bracket that closes them. */
  readItems(opened: Opened, item: string, readItem: () => void): void {
    const tokens = this.#tokens;
    const { closer } = opened;
    this.#open[closer] += 1;
    let more = !tokens.is(closer);
    while (more) {
      readItem();
      if (tokens.is(',')) {
        const comma = tokens.advance();
        if (!tokens.is(closer)) continue;
        tokens.expected(`${item} after \`,\``, '', { fix: remove([comma.from, comma.to], ',') });
      } else if (tokens.is(closer)) {
        break;
      } else {
        this.#expectedInList(opened);
        more = this.#skipToItem(closer);
      }
    }
    this.#open[closer] -= 1;
    tokens.takes(closer);
  }

  /** One formula, and the bracket that closes it. */
  readOne(opened: Opened): Formula {
    const tokens = this.#tokens;
    const { closer } = opened;
    this.#open[closer] += 1;
    let inner = this.#readFormula();
    if (!tokens.is(closer)) {
      const isPart = closer === ']' && (tokens.is(':') || tokens.is(','));
      const more = isPart ? '; a part of an array is SLICE_ARRAY(array, start, length)' : this.#notClosed(opened);
      tokens.expected(`\`${closer}\``, more, this.#help(opened));
      inner = this.withRest(inner, closer);
    }
    this.#open[closer] -= 1;
    tokens.takes(closer);
    return inner;
  }

  /** A formula with those that follow it where one is enough. */
  withRest(first: Formula, closer: Closer | null): Formula {
    const parts = [first];
    while (this.#skipToItem(closer)) parts.push(this.#readFormula());
    if (parts.length === 1) return first;
    return { kind: 'missing', parts, range: [first.range[0], this.#tokens.lastEnd] };
  }

  /** Whether the token closes something that was opened. */
  isOpen(text: string): boolean {
    return isCloser(text) && this.#open[text] > 0;
  }

  #expectedInList(opened: Opened): void {
    const tokens = this.#tokens;
    if (tokens.is(';')) {
      tokens.expected('`,`', '', { fix: rewrite(tokens.range, ',') });
      return;
    }
    const expected = `an operator, \`,\` or \`${opened.closer}\``;
    tokens.expected(expected, this.#notClosed(opened), this.#help(opened));
  }

  /** Said when the formula, or something around, ends before the bracket is closed. */
  #notClosed({ from }: Opened): string {
    const tokens = this.#tokens;
    if (!this.#isCut() || tokens.isQuiet) return '';
    const written = tokens.source.slice(from, Math.max(tokens.lastEnd, from + 1));
    const isLong = written.length > LONGEST_QUOTE || written.includes('\n');
    const shown = isLong ? `${written.slice(0, LONGEST_QUOTE).split('\n', 1)[0]}…` : written;
    const line = tokens.source.slice(0, from).split('\n').length;
    const place = tokens.source.slice(from, tokens.token.from).includes('\n') ? ` in line ${line}` : '';
    return `; \`${shown}\`${place} is not closed`;
  }

  #help({ from, closer }: Opened): Help {
    const tokens = this.#tokens;
    const related = { message: 'This is not closed', range: [from, Math.max(tokens.lastEnd, from + 1)] as const };
    if (this.#isCut()) return { fix: insert(tokens.lastEnd, closer), related };
    const { type } = tokens.token;
    const isItem = type === 'name' || type === 'number' || type === 'text';
    return isItem && closer !== ']' ? { fix: insert(tokens.lastEnd, ',') } : {};
  }

  #isCut(): boolean {
    const { type, text } = this.#tokens.token;
    return type === 'end' || (type === 'symbol' && isCloser(text));
  }

  /** Passes over what fits nowhere. True when another item can be read; false at the end of what is enclosed. */
  #skipToItem(closer: Closer | null): boolean {
    const tokens = this.#tokens;
    this.#isTerminated ??= tokens.isTerminated();
    if (!this.#isTerminated) return false;
    for (;;) {
      const { type, text } = tokens.token;
      if (type === 'end') return false;
      if (type !== 'symbol' || text === '(' || text === '[' || text === '{') return true;
      if (text === closer || this.isOpen(text)) return false;
      tokens.advance();
      if (text === ',' || (text === ';' && closer !== null)) return true;
    }
  }
}

function isCloser(text: string): text is Closer {
  return text === ')' || text === ']' || text === '}';
}
