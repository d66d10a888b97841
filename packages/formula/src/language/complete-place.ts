/** Where the caret stands: what could be written there. */
import { formulasOf, partsOf } from '../check/walk.ts';
import { parseTolerantly, type TolerantTree } from '../syntax/parse-tolerantly.ts';
import type { Token } from '../syntax/tokens.ts';
import type { Call, Formula, Index, TextLiteral } from '../syntax/tree.ts';
import type { FieldMode } from './language-context.ts';

interface Word {
  readonly from: number;
  readonly to: number;
  /** What stands between `from` and the caret. */
  readonly word: string;
}

export interface CallPlace {
  readonly call: Call;
  /** The argument in which the caret stands. */
  readonly argument: number;
}

/** Where a name, a function or any other value may start. `node` is what is there now. */
export interface ValuePlace extends Word {
  readonly kind: 'value';
  readonly node: Formula;
  /** The call whose argument starts here. */
  readonly inside: CallPlace | null;
  /** The path whose index starts here: `a[|`. */
  readonly indexOf: Formula | null;
}

export interface MemberPlace extends Word {
  readonly kind: 'member';
  readonly target: Formula;
  readonly dot: number;
  /** The call whose argument the path is. */
  readonly inside: CallPlace | null;
}

export interface QuotedPlace extends Word {
  readonly kind: 'quoted';
  readonly quote: string;
  readonly node: TextLiteral;
  readonly parent: Index | CallPlace;
  /** What stands between the quotes. */
  readonly inner: { readonly from: number; readonly to: number };
}

export interface OperatorPlace extends Word {
  readonly kind: 'operator';
}

export type Place = (ValuePlace | MemberPlace | QuotedPlace | OperatorPlace) & { readonly tree: TolerantTree };

/** Stands for the word that is not written yet, so that the tree has a node for it. */
const PROBE = 'ǃ';
const WORD_BEFORE = /[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*$/u;
const WORD_AFTER = /^[\p{L}\p{M}\p{N}_]*/u;
/** No name is longer; bounds the search for the beginning of one. */
const MAX_WORD = 200;

/** Null where nothing can be completed. Ranges of the tree beyond the caret are those of a source with the probe in it. */
export function placeAt(source: string, at: number, mode: FieldMode): Place | null {
  const before = WORD_BEFORE.exec(source.slice(Math.max(0, at - MAX_WORD), at))?.[0] ?? '';
  const after = WORD_AFTER.exec(source.slice(at, at + MAX_WORD))?.[0] ?? '';
  const from = at - before.length;
  const quoted = insideQuotes(source, at, mode);
  if (quoted !== 'no') return quoted;
  const isEmpty = before === '' && after === '';
  const tree = parseTolerantly(isEmpty ? source.slice(0, at) + PROBE + source.slice(at) : source, mode);
  const index = tree.tokens.findIndex((token) => token.from === from && token.type === 'name');
  if (index === -1) return null;
  const word = { from, to: at + after.length, word: before };
  const previous = tree.tokens[index - 1];
  if (isDot(previous)) return memberPlace(tree, from, previous, word);
  if (previous !== undefined && endsOperand(previous)) return { kind: 'operator', tree, ...word };
  const path = pathTo(tree, from);
  const node = path.at(-1);
  if (node === undefined || (node.kind !== 'reference' && node.kind !== 'call' && node.kind !== 'constant'))
    return null;
  return { kind: 'value', tree, ...word, node, ...around(path, node) };
}

function around(path: readonly Formula[], node: Formula): Pick<ValuePlace, 'inside' | 'indexOf'> {
  const parent = path.at(-2);
  return {
    inside: callPlace(parent, node),
    indexOf: parent?.kind === 'index' && parent.index === node ? parent.target : null,
  };
}

function callPlace(parent: Formula | undefined, node: Formula): CallPlace | null {
  if (parent?.kind !== 'call') return null;
  const argument = parent.args.findIndex(({ value }) => value === node);
  return argument === -1 ? null : { call: parent, argument };
}

/** The nodes from the root to the one that starts at `from`, where `from` is the start of a name. */
function pathTo(tree: TolerantTree, from: number): readonly Formula[] {
  return search(rootsOf(tree), (node) => {
    const start = node.kind === 'call' ? node.nameRange[0] : node.range[0];
    return start === from && (node.kind === 'reference' || node.kind === 'call' || node.kind === 'constant');
  });
}

function rootsOf({ formula, parts }: TolerantTree): readonly Formula[] {
  return formula === null ? formulasOf(parts ?? []) : [formula];
}

/** The deepest node that fits, with all around it. */
function search(nodes: readonly Formula[], fits: (node: Formula) => boolean): readonly Formula[] {
  for (const node of nodes) {
    const inner = search(partsOf(node), fits);
    if (inner.length > 0) return [node, ...inner];
    if (fits(node)) return [node];
  }
  return [];
}

function memberPlace(tree: TolerantTree, from: number, dot: Token, word: Word): Place | null {
  const path = search(rootsOf(tree), (node) => node.kind === 'member' && node.range[1] - node.name.length === from);
  const member = path.at(-1);
  if (member?.kind !== 'member') return null;
  const inside = callPlace(path.at(-2), member);
  return { kind: 'member', tree, ...word, target: member.target, dot: dot.from, inside };
}

/** `no`: not inside quotes. Null: inside quotes in which nothing can be completed, or inside a comment. */
function insideQuotes(source: string, at: number, mode: FieldMode): Place | null | 'no' {
  const tree = parseTolerantly(source, mode);
  const token = tree.tokens.find((candidate) => candidate.from < at && at <= candidate.to);
  if (token === undefined) return 'no';
  if (token.type === 'comment' || token.type === 'literal' || token.type === 'number') return null;
  if (token.type !== 'text') return 'no';
  const isClosed = token.text.length > 1 && token.text.endsWith(token.text.charAt(0));
  const inner = { from: token.from + 1, to: isClosed ? token.to - 1 : token.to };
  if (at > inner.to) return 'no';
  const path = search(rootsOf(tree), (candidate) => candidate.kind === 'text' && candidate.range[0] === token.from);
  const [parent, node] = [path.at(-2), path.at(-1)];
  if (node?.kind !== 'text') return null;
  const place = parent?.kind === 'index' && parent.index === node ? parent : callPlace(parent, node);
  if (place === null) return null;
  const word = { from: inner.from, to: inner.to, word: source.slice(inner.from, at) };
  return { kind: 'quoted', tree, ...word, quote: token.text.charAt(0), node, parent: place, inner };
}

function isDot(token: Token | undefined): token is Token {
  return token?.type === 'symbol' && token.text === '.';
}

/** Whether a value ends with this token, so that only an operator can follow. */
function endsOperand({ type, text }: Token): boolean {
  if (type === 'number' || type === 'text') return true;
  if (type === 'name') return text !== 'AND' && text !== 'OR';
  return type === 'symbol' && [')', ']', '}', '%'].includes(text);
}
