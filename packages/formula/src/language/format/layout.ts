/**
 * Tokens → document. Only blanks and line breaks are decided here, all tokens stay as they are, so that the meaning cannot
 * change: brackets that the tree does not need, `&&` and the kind of quotes are the author's.
 *
 * Comments on lines of their own stay so before an item, an operator or a closing bracket; elsewhere they move to the end
 * of the line.
 */
import { OPERATORS, PIPE_LEVEL } from '../../syntax/operators.ts';
import type { CommentedToken } from './commented-tokens.ts';
import { type Doc, endsLine, group, hardline, indent, line, softline, suffix } from './doc.ts';

const OPENERS = '([{';
const CLOSERS = ')]}';

/** A value between operators, or a whole item. */
interface Laid {
  readonly doc: Doc;
  /** Whether it is one pair of brackets, perhaps with a name before it, so that it may stand right in others. */
  readonly isBracketed: boolean;
}

interface Link {
  readonly operator: CommentedToken;
  readonly level: number;
  readonly operand: Laid;
}

export function layOut(tokens: readonly CommentedToken[]): Doc {
  return new Layout(tokens).whole();
}

class Layout {
  readonly #tokens: readonly CommentedToken[];
  #at = 0;

  constructor(tokens: readonly CommentedToken[]) {
    this.#tokens = tokens;
  }

  whole(): Doc {
    const leading = ownLines(this.#token().before);
    const { doc } = this.#item();
    const rest = this.#token().before.map((comment) => [hardline, comment]);
    return [leading, doc, rest];
  }

  /** A formula with all its operators; comments before its first token are the caller's. */
  #item(): Laid {
    const keyword = this.#keyword();
    const first = this.#operand([], keyword === null);
    const links: Link[] = [];
    for (;;) {
      const operator = this.#token();
      const level = levelOf(operator);
      if (level === undefined) break;
      this.#at += 1;
      links.push({ operator, level, operand: this.#operand(operator.before, false) });
    }
    const doc = chain(first.doc, links);
    return { doc: keyword === null ? doc : [keyword, ' ', doc], isBracketed: links.length === 0 && first.isBracketed };
  }

  /** The name and the colon of an argument or of a member of an object. */
  #keyword(): Doc | null {
    const colon = this.#tokens[this.#at + 1];
    if (colon?.type !== 'symbol' || colon.text !== ':') return null;
    const name = this.#token();
    this.#at += 2;
    return [name.text, behind(name), inside(colon)];
  }

  /** A value with signs before it and a path behind it. Comments between it and its operator go before the operator. */
  #operand(beforeOperator: string[], isItem: boolean): Laid {
    const docs: Doc[] = [];
    let isFirst = isItem;
    if (!isItem && isOperator(this.#tokens[this.#at - 1])) beforeOperator.push(...this.#token().before.splice(0));
    const take = (): void => {
      const token = this.#token();
      docs.push(isFirst ? [token.text, behind(token)] : inside(token));
      isFirst = false;
      this.#at += 1;
    };
    while (this.#is('-')) take();
    let brackets = 0;
    if (!this.#isOneOf(OPENERS)) {
      take();
      if (this.#is('(')) {
        docs.push(this.#bracket(this.#tokens[this.#at - 1]?.text === 'LAMBDA', false));
        brackets = 1;
      }
    } else {
      docs.push(this.#bracket(false, isFirst));
      isFirst = false;
      brackets = 1;
    }
    const isBracketed = brackets === 1 && !this.#is('.') && !this.#is('[');
    while (this.#is('.') || this.#is('[')) {
      if (this.#is('[')) {
        docs.push(this.#bracket(false, false));
      } else {
        take();
        take();
      }
    }
    return { doc: docs, isBracketed };
  }

  /** From an opening bracket to the closing one, with items between commas. */
  #bracket(isLambda: boolean, isFirst: boolean): Doc {
    const opener = this.#token();
    this.#at += 1;
    const opening = isFirst ? [opener.text, behind(opener)] : inside(opener);
    const items: { readonly doc: Doc; readonly isBracketed: boolean; readonly comma: Doc }[] = [];
    while (!this.#isOneOf(CLOSERS)) {
      const leading = ownLines(this.#token().before);
      const { doc, isBracketed } = this.#item();
      items.push({ doc: [leading, doc], isBracketed, comma: this.#comma() });
    }
    const closer = this.#token();
    this.#at += 1;
    const closing = closer.text;
    // Outside of the group: what stands behind the brackets is no reason to break them.
    const end = behind(closer);
    const dangling = closer.before.map((comment) => [hardline, comment]);
    const [only] = items;
    if (only === undefined) {
      return [group([opening, indent(dangling), endsLine([opening, dangling]) ? hardline : '', closing]), end];
    }
    if (
      items.length === 1 &&
      only.isBracketed &&
      dangling.length === 0 &&
      !endsLine(opening) &&
      !startsWithComment(only.doc)
    ) {
      return [opening, only.doc, closing, end];
    }
    const parameters =
      isLambda && !items.slice(0, -1).some(({ doc, comma }) => endsLine([doc, comma])) && !endsLine(opening);
    const separated = items.map(({ doc, comma }, index) => {
      const separator = index === items.length - 1 ? '' : parameters && index < items.length - 2 ? ' ' : line;
      return [doc, comma, separator];
    });
    if (!parameters || items.length === 1)
      return [group([opening, indent([softline, separated, dangling]), softline, closing]), end];
    const [head, body] = [separated.slice(0, -1), separated.slice(-1)];
    return [group([opening, indent([head, body, dangling]), softline, closing]), end];
  }

  /** Comments before a comma go behind it. */
  #comma(): Doc {
    if (!this.#is(',')) return '';
    const comma = this.#token();
    this.#at += 1;
    this.#token().before.unshift(...comma.before.splice(0));
    return [comma.text, behind(comma)];
  }

  #token(): CommentedToken {
    return this.#tokens[this.#at] ?? END;
  }

  #is(symbol: string): boolean {
    const { type, text } = this.#token();
    return type === 'symbol' && text === symbol;
  }

  #isOneOf(symbols: string): boolean {
    const { type, text } = this.#token();
    return type === 'end' || (type === 'symbol' && symbols.includes(text));
  }
}

const END: CommentedToken = { type: 'end', text: '', before: [], behind: [] };

/**
 * Operators of the weakest level, each on a line of its own if they are broken; those of stronger levels are groups between
 * them. `depth` is how far operators are indented: those of a group at the beginning farther than those around it.
 */
function chain(first: Doc, links: readonly Link[], depth = 1): Doc {
  if (links.length === 0) return first;
  const weakest = Math.min(...links.map(({ level }) => level));
  const next = links.findIndex(({ level }) => level === weakest);
  const docs: Doc[] = [chain(first, links.slice(0, next), depth + 1)];
  for (let from = next; from < links.length; ) {
    const link = links[from];
    if (link === undefined) break;
    const after = links.findIndex(({ level }, index) => index > from && level === weakest);
    const to = after === -1 ? links.length : after;
    const operand = chain(link.operand.doc, links.slice(from + 1, to));
    const { operator } = link;
    docs.push(indented(depth, [line, ownLines(operator.before), operator.text, behind(operator), ' ', operand]));
    from = to;
  }
  return group(docs);
}

function indented(depth: number, doc: Doc): Doc {
  return depth === 0 ? doc : indented(depth - 1, indent(doc));
}

function isOperator(token: CommentedToken | undefined): boolean {
  return token !== undefined && levelOf(token) !== undefined;
}

function levelOf({ type, text }: CommentedToken): number | undefined {
  if (type !== 'symbol' && type !== 'name') return undefined;
  return text === '|>' ? PIPE_LEVEL : OPERATORS.get(text)?.level;
}

function ownLines(comments: readonly string[]): Doc {
  return comments.map((comment) => [comment, hardline]);
}

function behind({ behind: comments }: CommentedToken): Doc {
  return comments.map((comment) => suffix(` ${comment}`));
}

/** A token where no line can be broken before it. */
function inside(token: CommentedToken): Doc {
  return [token.before.map((comment) => suffix(` ${comment}`)), token.text, behind(token)];
}

function startsWithComment(doc: Doc): boolean {
  return Array.isArray(doc) && Array.isArray(doc[0]) && doc[0].length > 0;
}
