/**
 * Reads the plain part of regular expressions, in the notation of RE2 that translate-pattern.ts writes: characters, brackets,
 * groups, alternatives, counts, anchors. What the host's engine could understand differently is not plain: other characters
 * than ASCII ones, case-insensitive parts, groups that take part in several rounds, rounds that may match nothing.
 */

/** Which of the ASCII characters, and at the end whether any other. */
export type CharacterSet = readonly boolean[];

export type PlainNode =
  | { readonly kind: 'set'; readonly set: CharacterSet; readonly source: string }
  | { readonly kind: 'anchor'; readonly source: string }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly PlainNode[] }
  | { readonly kind: 'group'; readonly part: PlainNode; readonly isCapturing: boolean }
  | {
      readonly kind: 'repeat';
      readonly part: PlainNode;
      readonly min: number;
      readonly max: number;
      readonly isLazy: boolean;
    };

export interface PlainPattern {
  readonly root: PlainNode;
  readonly groupCount: number;
  /** The number of a named group. */
  readonly names: ReadonlyMap<string, number>;
}

/** Null when the pattern is not plain, or may match nothing. */
export function readPlainPattern(pattern: string, dotMatchesLineEnd: boolean): PlainPattern | null {
  return new PlainReader(pattern, dotMatchesLineEnd).read();
}

const OTHERS = 128;
const ANCHORS: ReadonlyMap<string, string> = new Map([
  ['A', '(?<![^])'],
  ['z', '(?![^])'],
  ['b', '\\b'],
  ['B', '\\B'],
]);
const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['t', 9],
  ['n', 10],
  ['v', 11],
  ['f', 12],
  ['r', 13],
]);

type Range = readonly [from: number, to: number];
const WORD: readonly Range[] = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];

/** Leaves the reader from any depth; never leaves this file. */
const NOT_PLAIN = Symbol('not plain');

class PlainReader {
  readonly #pattern: string;
  readonly #dotMatchesLineEnd: boolean;
  readonly #names = new Map<string, number>();
  #at = 0;
  #groups = 0;

  constructor(pattern: string, dotMatchesLineEnd: boolean) {
    this.#pattern = pattern;
    this.#dotMatchesLineEnd = dotMatchesLineEnd;
  }

  read(): PlainPattern | null {
    try {
      const root = this.#choice();
      if (this.#at < this.#pattern.length || mayBeEmpty(root)) return null;
      return { root, groupCount: this.#groups, names: this.#names };
    } catch (thrown) {
      if (thrown === NOT_PLAIN) return null;
      throw thrown;
    }
  }

  #choice(): PlainNode {
    const parts = [this.#sequence()];
    while (this.#takes('|')) parts.push(this.#sequence());
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'choice', parts };
  }

  #sequence(): PlainNode {
    const parts: PlainNode[] = [];
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#pattern.charAt(this.#at))) {
      parts.push(this.#repeated());
    }
    return { kind: 'sequence', parts };
  }

  #repeated(): PlainNode {
    const groupsBefore = this.#groups;
    const part = this.#atom();
    const counts = this.#match(/([*+?])(\??)|\{(\d+)(,?)(\d*)\}(\??)/y);
    if (counts === null) return part;
    if (part.kind === 'anchor' || mayBeEmpty(part) || this.#groups > groupsBefore + 1) throw NOT_PLAIN;
    const [, sign, lazySign, least, comma, most, lazyCount] = counts;
    const min = sign === undefined ? Number(least) : sign === '+' ? 1 : 0;
    const unbounded = sign === undefined ? comma === ',' && most === '' : sign !== '?';
    const max = unbounded ? Number.POSITIVE_INFINITY : sign === '?' ? 1 : comma === ',' ? Number(most) : min;
    // Engines differ in what a group keeps from an earlier round.
    if (max > 1 && this.#groups > groupsBefore) throw NOT_PLAIN;
    if (/[*+?{]/.test(this.#pattern.charAt(this.#at))) throw NOT_PLAIN;
    return { kind: 'repeat', part, min, max, isLazy: (lazySign ?? '') !== '' || (lazyCount ?? '') !== '' };
  }

  #atom(): PlainNode {
    const character = this.#pattern.charAt(this.#at);
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return this.#bracket();
      case '\\':
        return this.#escape();
      case '.':
        this.#at += 1;
        return this.#dotMatchesLineEnd ? setOf([], true) : setOf([[10, 10]], true);
      case '^':
        this.#at += 1;
        return { kind: 'anchor', source: '(?<![^\\n])' };
      case '$':
        this.#at += 1;
        return { kind: 'anchor', source: '(?![^\\n])' };
      default:
        return setOf([this.#one()], false);
    }
  }

  #group(): PlainNode {
    const named = this.#match(/\(\?P<(\w+)>/y);
    const isCapturing = named !== null || !this.#takes('(?:');
    if (isCapturing && named === null) {
      this.#at += 1;
      if (this.#pattern.charAt(this.#at) === '?') throw NOT_PLAIN;
    }
    if (isCapturing) this.#groups += 1;
    if (named !== null) {
      if (this.#names.has(named[1] ?? '')) throw NOT_PLAIN;
      this.#names.set(named[1] ?? '', this.#groups);
    }
    const part = this.#choice();
    if (!this.#takes(')')) throw NOT_PLAIN;
    return { kind: 'group', part, isCapturing };
  }

  #bracket(): PlainNode {
    const isNegated = this.#match(/\[\^?/y)?.[0] === '[^';
    const ranges: Range[] = [];
    while (!this.#takes(']')) {
      if (this.#pattern.startsWith('[', this.#at)) throw NOT_PLAIN;
      const [from] = this.#one();
      const isRange = this.#pattern.charAt(this.#at) === '-' && this.#pattern.charAt(this.#at + 1) !== ']';
      if (isRange) this.#at += 1;
      const to = isRange ? this.#one()[1] : from;
      if (to < from) throw NOT_PLAIN;
      ranges.push([from, to]);
    }
    return setOf(ranges, isNegated);
  }

  #escape(): PlainNode {
    const letter = this.#pattern.charAt(this.#at + 1);
    const anchor = ANCHORS.get(letter);
    if (anchor !== undefined || letter === 'w' || letter === 'W') {
      this.#at += 2;
      return anchor === undefined ? setOf(WORD, letter === 'W') : { kind: 'anchor', source: anchor };
    }
    return setOf([this.#one()], false);
  }

  /** One character, as a range of one. */
  #one(): Range {
    const hex = this.#match(/\\x\{([0-9a-f]+)\}/y);
    const escaped = hex === null ? this.#match(/\\([\s\S])/y)?.[1] : undefined;
    let code: number;
    if (hex !== null) code = Number.parseInt(hex[1] ?? '', 16);
    else if (escaped === undefined) code = this.#pattern.charCodeAt(this.#at++);
    else code = CONTROLS.get(escaped) ?? (/[A-Za-z0-9]/.test(escaped) ? OTHERS : escaped.charCodeAt(0));
    if (!(code < OTHERS)) throw NOT_PLAIN;
    return [code, code];
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#pattern);
    if (match !== null) this.#at += match[0].length;
    return match;
  }

  #takes(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
}

function setOf(ranges: readonly Range[], isNegated: boolean): PlainNode {
  const set = Array.from(
    { length: OTHERS + 1 },
    (_, code) => ranges.some(([from, to]) => code >= from && code <= to) !== isNegated,
  );
  const hex = (code: number) => `\\x${code.toString(16).padStart(2, '0')}`;
  const source = ranges.map(([from, to]) => (from === to ? hex(from) : `${hex(from)}-${hex(to)}`)).join('');
  return { kind: 'set', set, source: `[${isNegated ? '^' : ''}${source}]` };
}

function mayBeEmpty(node: PlainNode): boolean {
  switch (node.kind) {
    case 'set':
      return false;
    case 'anchor':
      return true;
    case 'sequence':
      return node.parts.every(mayBeEmpty);
    case 'choice':
      return node.parts.some(mayBeEmpty);
    case 'group':
      return mayBeEmpty(node.part);
    case 'repeat':
      return node.min === 0;
  }
}
