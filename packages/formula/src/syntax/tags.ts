/** How tags look: `<%if`, `<%for name in`, `%>`. */
import { nearestName } from '../evaluate/nearest-name.ts';
import type { SourceRange } from '../failure.ts';

const TAG_NAME = /<%\s*(else\s+if(?![\p{L}\p{M}\p{N}_])|\p{L}*)/uy;
const TAG_END = /\s*%>/y;
const FOR_HEAD = /\s+([\p{L}_][\p{L}\p{M}\p{N}_]*)\s+in(?![\p{L}\p{M}\p{N}_])/uy;
const LOOP_NAME = /\s*([\p{L}_][\p{L}\p{M}\p{N}_]*)/uy;
/** What stands for `in` elsewhere. */
const FOREIGN_IN = /\s*(of(?![\p{L}\p{M}\p{N}_])|[:=])/uy;

export type TagName = 'if' | 'elseif' | 'else' | 'endif' | 'for' | 'endfor';
const TAG_NAMES: ReadonlySet<TagName> = new Set<TagName>(['if', 'elseif', 'else', 'endif', 'for', 'endfor']);

export interface Tag {
  readonly name: TagName;
  /** From `<%` to the end of the name. */
  readonly range: SourceRange;
  /** Of the name as it is written. */
  readonly nameRange: SourceRange;
}

/** A tag with another word, or none, after the `<%`. */
export interface UnknownTag {
  readonly name: null;
  readonly word: string;
  readonly range: SourceRange;
  readonly nameRange: SourceRange;
}

/** The tag that starts at `at`. */
export function readTag(source: string, at: number): Tag | UnknownTag {
  TAG_NAME.lastIndex = at;
  const match = TAG_NAME.exec(source);
  const word = match?.[1] ?? '';
  const range = [at, at + (match?.[0].length ?? 2)] as const;
  const nameRange = [range[1] - word.length, range[1]] as const;
  return isTagName(word) ? { name: word, range, nameRange } : { name: null, word, range, nameRange };
}

/** The tag that was probably meant by a word; `end` closes the innermost open one. */
export function tagMeantBy(word: string, innermost: 'if' | 'for' | undefined): TagName | null {
  const lowered = word.toLowerCase();
  if (lowered === '') return null;
  if (/^else\s+if$/.test(lowered)) return 'elseif';
  if (lowered === 'end') return innermost === 'for' ? 'endfor' : 'endif';
  if (lowered === 'foreach' || lowered === 'each') return 'for';
  return isTagName(lowered) ? lowered : nearestName(lowered, TAG_NAMES);
}

function isTagName(word: string): word is TagName {
  return (TAG_NAMES as ReadonlySet<string>).has(word);
}

/** The offset after the `%>` that follows here, or null. */
export function tagEnd(source: string, at: number): number | null {
  TAG_END.lastIndex = at;
  return TAG_END.test(source) ? TAG_END.lastIndex : null;
}

export interface ForHead {
  /** Whether both the name and `in` are there. */
  readonly isWhole: boolean;
  readonly variableRange: SourceRange;
  readonly inRange: SourceRange | null;
  readonly end: number;
}

/** What stands between `<%for` and the array, as far as it can be read. */
export function readForHead(source: string, at: number): ForHead {
  FOR_HEAD.lastIndex = at;
  const isWhole = FOR_HEAD.test(source);
  const end = FOR_HEAD.lastIndex;
  const name = matchAt(LOOP_NAME, source, at);
  if (isWhole && name !== null) return { isWhole, variableRange: name, inRange: [end - 2, end], end };
  if (name === null) return { isWhole: false, variableRange: [at, at], inRange: null, end: at };
  if (source.slice(...name) === 'in') return { isWhole: false, variableRange: [at, at], inRange: name, end: name[1] };
  const inRange = matchAt(FOREIGN_IN, source, name[1]);
  return { isWhole: false, variableRange: name, inRange, end: inRange?.[1] ?? name[1] };
}

/** The range of the first group of a sticky pattern. */
function matchAt(pattern: RegExp, source: string, at: number): SourceRange | null {
  pattern.lastIndex = at;
  const group = pattern.exec(source)?.[1];
  return group === undefined ? null : [pattern.lastIndex - group.length, pattern.lastIndex];
}
