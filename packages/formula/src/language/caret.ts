/** What stands around an offset of a source that may be broken. */
import { partsOf } from '../check/walk.ts';
import type { TolerantTree } from '../syntax/parse-tolerantly.ts';
import type { Token } from '../syntax/tokens.ts';
import type { Formula, TextPart } from '../syntax/tree.ts';

export type SyntaxNode = Formula | TextPart;

/** The nodes whose range holds the offset, outermost first: parts of a text field, then what is in their formulas. */
export function nodesAt(tree: TolerantTree, at: number): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  let level: readonly SyntaxNode[] = tree.parts ?? (tree.formula === null ? [] : [tree.formula]);
  for (;;) {
    // Where two meet, the caret is rather at the end of what was just written than before what follows.
    const node = level.find(({ range }) => range[0] <= at && at <= range[1]);
    if (node === undefined) return found;
    found.push(node);
    level = childrenOf(node);
  }
}

/** A call whose bracket is open at an offset. */
export interface OpenCall {
  /** The name of the function. */
  readonly name: Token;
  /** How many commas are between the bracket and the offset. */
  readonly argument: number;
  /** The name before the colon of the argument at the offset. */
  readonly keyword: string | null;
  /** Whether no comma follows the argument at the offset. */
  readonly isLast: boolean;
}

/** Brackets that are remembered; formulas cannot be nested deeper, and what looks through them must stay cheap. */
const MAX_OPEN = 200;
/** Brackets whose calls are told. */
const MAX_AROUND = 10;

/** The calls around an offset, innermost first. Goes by brackets rather than by the tree, which ends where typing does. */
export function callsAround(tokens: readonly Token[], at: number): readonly OpenCall[] {
  let brackets: OpenBracket[] = [];
  let previous: Token | null = null;
  let index = 0;
  for (; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined || token.to > at) break;
    if (token.type === 'comment') continue;
    if (token.type === 'opening' || token.type === 'end') brackets = [];
    else if (token.type === 'literal' && token.text.trim() !== '') brackets = [];
    else readToken(token, previous, brackets);
    previous = token;
  }
  const here = tokens[index];
  if (here?.type === 'literal' && tokens[index - 1]?.type === 'end') brackets = [];
  if (here?.type === 'literal' && here.text.slice(0, Math.max(0, at - here.from)).trim() !== '') brackets = [];
  const innermost = brackets.at(-1);
  if (innermost !== undefined) completeKeyword(innermost, previous, tokens.slice(index, index + 2));
  const following = tokens.slice(index);
  const levels = brackets.slice(-MAX_AROUND).toReversed();
  return levels.flatMap(({ name, argument, keyword }, level) => {
    return name === null ? [] : [{ name, argument, keyword, isLast: !isCommaNext(following, level) }];
  });
}

/** Whether the bracket `level` levels out goes on with a comma. */
function isCommaNext(following: readonly Token[], level: number): boolean {
  let depth = level;
  for (const { type, text } of following) {
    if (type === 'opening' || type === 'end' || depth < 0) return false;
    if (type !== 'symbol') continue;
    if (Object.hasOwn(CLOSERS, text)) depth += 1;
    else if (')]}'.includes(text)) depth -= 1;
    else if (text === ',' && depth === 0) return true;
  }
  return false;
}

interface OpenBracket {
  readonly closer: string;
  /** Of a call. */
  readonly name: Token | null;
  argument: number;
  keyword: string | null;
  /** How many tokens of this argument were read. */
  read: number;
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

function readToken(token: Token, previous: Token | null, brackets: OpenBracket[]): void {
  const innermost = brackets.at(-1);
  const { text, type } = token;
  if (type === 'symbol' && Object.hasOwn(CLOSERS, text)) {
    const name = text === '(' && previous?.type === 'name' ? previous : null;
    if (innermost !== undefined) innermost.read += 1;
    brackets.push({ closer: CLOSERS[text] ?? '', name, argument: 0, keyword: null, read: 0 });
    if (brackets.length > MAX_OPEN) brackets.shift();
  } else if (type === 'symbol' && ')]}'.includes(text)) {
    const opened = brackets.findLastIndex(({ closer }) => closer === text);
    if (opened !== -1) brackets.length = opened;
  } else if (innermost !== undefined) {
    const isComma = type === 'symbol' && text === ',';
    if (isComma) {
      innermost.argument += 1;
      innermost.keyword = null;
    } else if (type === 'symbol' && text === ':' && innermost.read === 1 && previous?.type === 'name') {
      innermost.keyword = previous.text;
    }
    innermost.read = isComma ? 0 : innermost.read + 1;
  }
}

/** The keyword of an argument whose name or colon is not before the caret. */
function completeKeyword(bracket: OpenBracket, previous: Token | null, following: readonly Token[]): void {
  const [first, second] = following;
  if (bracket.read === 0 && first?.type === 'name' && second?.text === ':') bracket.keyword = first.text;
  if (bracket.read === 1 && previous?.type === 'name' && first?.text === ':') bracket.keyword = previous.text;
}

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  switch (node.kind) {
    case 'literal':
      return [];
    case 'pill':
      return [node.formula];
    case 'for':
      return [node.iterable, ...node.body];
    case 'if':
      return [...node.branches.flatMap(({ condition, body }) => [condition, ...body]), ...(node.otherwise ?? [])];
    default:
      return partsOf(node);
  }
}
