/**
 * Ruby's regular expressions, written for RE2 (linear time). What means the same is copied; what is written differently
 * (`\h`, `\Z`, `(?<name>…)`, `m` for "dot matches line ends", `x`, nested brackets, …) is rewritten; what RE2 cannot do
 * in linear time (look-ahead, back-references, atomic groups) is left to Oniguruma (oniguruma.ts).
 */
import { err, ok, type Result } from '../../result.ts';
import { characterLength } from '../../value/character-length.ts';
import { namedSet, negatedNamedSet, shorthandInside, shorthandOutside } from './ruby-classes.ts';

export interface TranslatedPattern {
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly dotMatchesLineEnd: boolean;
  readonly usesLookBehind: boolean;
  /** `\b` and `\B` follow Unicode in Ruby and ASCII in RE2: the translation is exact for ASCII texts only. */
  readonly usesWordBoundary: boolean;
  /** `\Z` must not take a final line feed into the match, and RE2 cannot look ahead: exact for texts without one. */
  readonly usesLastLineEnd: boolean;
  /** `^` in Ruby is not at the very end, behind a final line feed; in RE2 it is. */
  readonly usesLineStart: boolean;
}

/** `not_linear`: `message` names what needs another engine, in the plural. */
export interface TranslationFailure {
  readonly kind: 'malformed' | 'not_linear';
  readonly message: string;
}

/** `modifiers` are Ruby's letters `i`, `m`, `x`. */
export function translatePattern(source: string, modifiers: string): Result<TranslatedPattern, TranslationFailure> {
  const unknown = [...modifiers].find((letter) => !'imx'.includes(letter));
  if (unknown !== undefined) {
    return err({
      kind: 'malformed',
      message: `unknown regular expression modifier "${unknown}" (known are i, m and x)`,
    });
  }
  const translator = new Translator(source, modifiers.includes('x'));
  try {
    const pattern = translator.translate();
    return ok({
      pattern,
      ignoreCase: modifiers.includes('i'),
      dotMatchesLineEnd: modifiers.includes('m'),
      usesLookBehind: translator.usesLookBehind,
      usesWordBoundary: translator.usesWordBoundary,
      usesLastLineEnd: translator.usesLastLineEnd,
      usesLineStart: translator.usesLineStart,
    });
  } catch (problem) {
    if (problem instanceof PatternProblem) return err(problem.failure);
    throw problem;
  }
}

/** Leaves the recursive translator from any depth; never leaves this file. */
class PatternProblem extends Error {
  readonly failure: TranslationFailure;
  constructor(failure: TranslationFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** What the pattern needs cannot be done in linear time. */
function unsupported(what: string): never {
  throw new PatternProblem({ kind: 'not_linear', message: what });
}

function malformed(what: string): never {
  throw new PatternProblem({ kind: 'malformed', message: `the regular expression is not valid: ${what}` });
}

const controlEscapes: ReadonlyMap<string, string> = new Map([
  ['t', '\\t'],
  ['n', '\\n'],
  ['r', '\\r'],
  ['f', '\\f'],
  ['v', '\\v'],
  ['a', '\\x{7}'],
  ['e', '\\x{1b}'],
]);

function literal(character: string): string {
  return /[\\.+*?()|[\]{}^$-]/.test(character) ? `\\${character}` : character;
}

function codePoint(code: number): string {
  if (!(code <= 0x10ffff)) malformed('a character number is too large');
  return `\\x{${code.toString(16)}}`;
}

const maxGroupDepth = 250;

class Translator {
  usesLookBehind = false;
  usesWordBoundary = false;
  usesLastLineEnd = false;
  usesLineStart = false;
  private readonly source: string;
  private readonly plainGroupsCapture: boolean;
  private position = 0;
  private extended: boolean;
  private depth = 0;

  constructor(source: string, extended: boolean) {
    this.source = source;
    this.extended = extended;
    // Ruby: as soon as one group has a name, groups without one do not capture.
    this.plainGroupsCapture = !hasNamedGroup(source);
  }

  translate(): string {
    const pattern = this.alternatives();
    if (this.position < this.source.length) malformed('unmatched closing parenthesis');
    return pattern;
  }

  /** Up to the end or to the parenthesis that closes this group. */
  private alternatives(): string {
    const extendedBefore = this.extended;
    if (++this.depth > maxGroupDepth) malformed('too many nested groups');
    let output = '';
    // An option in the middle, as in `a(?i)b|c`, holds to the end of the group, alternatives included.
    let openOptions = 0;
    for (;;) {
      const character = this.source[this.position];
      if (character === undefined || character === ')') break;
      if (character === '|') {
        this.position++;
        output += '|';
        continue;
      }
      const options = this.isolatedOptions();
      if (options !== undefined) {
        output += options;
        if (options !== '') openOptions++;
        continue;
      }
      output += this.quantified();
    }
    this.extended = extendedBefore;
    this.depth--;
    return output + ')'.repeat(openOptions);
  }

  private quantified(): string {
    let atom = this.atom();
    if (atom === '') return '';
    for (let isQuantified = false; ; isQuantified = true) {
      this.skipExtendedBlanks();
      const quantifier = this.quantifier();
      if (quantifier === undefined) return atom;
      atom = `${isQuantified ? `(?:${atom})` : atom}${quantifier}`;
    }
  }

  private quantifier(): string | undefined {
    const rest = this.source.slice(this.position, this.position + 24);
    const simple = /^[*+?]/.exec(rest);
    if (simple !== null) {
      this.position++;
      const next = this.source[this.position];
      if (next === '+') unsupported('possessive quantifiers');
      if (next === '?') this.position++;
      return next === '?' ? `${simple[0]}?` : simple[0];
    }
    const counted = /^\{(\d*)(,?)(\d*)\}/.exec(rest);
    if (counted === null || (counted[1] === '' && counted[3] === '')) return undefined;
    this.position += counted[0].length;
    const quantifier = `{${counted[1] === '' ? '0' : counted[1]}${counted[2]}${counted[3]}}`;
    // `{2}?` is not lazy in Ruby: it makes the pair optional, like any second quantifier.
    if (counted[2] === ',' && this.source[this.position] === '?') {
      this.position++;
      return `${quantifier}?`;
    }
    return quantifier;
  }

  private atom(): string {
    const character = this.source.charAt(this.position);
    if (this.extended && /[\s#]/.test(character)) {
      this.skipExtendedBlanks();
      return '';
    }
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return this.bracket();
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
        return malformed(`nothing to repeat before "${character}"`);
      case '.':
      case '^':
      case '$':
        this.position++;
        this.usesLineStart ||= character === '^';
        return character;
      default: {
        const whole = this.takeCharacter();
        return literal(whole);
      }
    }
  }

  private skipExtendedBlanks(): void {
    if (!this.extended) return;
    for (;;) {
      const character = this.source.charAt(this.position);
      if (character === '#') {
        const end = this.source.indexOf('\n', this.position);
        this.position = end === -1 ? this.source.length : end + 1;
      } else if (character !== '' && /\s/.test(character)) this.position++;
      else return;
    }
  }

  /** `(?i)`, `(?m-x)`: rewritten to an open group which the caller closes; `undefined` when something else stands here. */
  private isolatedOptions(): string | undefined {
    const match = /^\(\?([imx]*)(?:-([imx]*))?\)/.exec(this.source.slice(this.position, this.position + 16));
    if (match === null) return undefined;
    this.position += match[0].length;
    return this.optionsPrefix(match[1] ?? '', match[2] ?? '');
  }

  /** The opening of a group under these options, or '' when they are only about blanks. */
  private optionsPrefix(on: string, off: string): string {
    if (on.includes('x')) this.extended = true;
    if (off.includes('x')) this.extended = false;
    const rename = (letters: string) => letters.replaceAll('x', '').replaceAll('m', 's');
    const [set, unset] = [rename(on), rename(off)];
    if (set === '' && unset === '') return '';
    return `(?${set}${unset === '' ? '' : `-${unset}`}:`;
  }

  private group(): string {
    const rest = this.source.slice(this.position, this.position + 64);
    if (rest.startsWith('(?#')) {
      const end = this.source.indexOf(')', this.position);
      if (end === -1) malformed('a comment is not closed');
      this.position = end + 1;
      return '';
    }
    if (/^\(\?(?:=|!)/.test(rest)) unsupported('look-aheads');
    if (rest.startsWith('(?>')) unsupported('atomic groups');
    if (rest.startsWith('(?(')) unsupported('conditional groups');
    if (rest.startsWith('(?~')) unsupported('absence groups');
    const behind = /^\(\?<[=!]/.exec(rest);
    if (behind !== null) {
      this.usesLookBehind = true;
      return this.groupBody(behind[0], behind[0].length);
    }
    const named = /^\(\?P?<([A-Za-z_]\w*)>/.exec(rest) ?? /^\(\?'([A-Za-z_]\w*)'/.exec(rest);
    if (named !== null) return this.groupBody(`(?P<${named[1]}>`, named[0].length);
    const options = /^\(\?([imx]*)(?:-([imx]*))?:/.exec(rest);
    if (options !== null) {
      const extendedBefore = this.extended;
      const prefix = this.optionsPrefix(options[1] ?? '', options[2] ?? '');
      const body = this.groupBody(prefix === '' ? '(?:' : prefix, options[0].length);
      this.extended = extendedBefore;
      return body;
    }
    if (rest.startsWith('(?')) malformed('unknown kind of group');
    return this.groupBody(this.plainGroupsCapture ? '(' : '(?:', 1);
  }

  private groupBody(opening: string, sourceLength: number): string {
    this.position += sourceLength;
    const body = this.alternatives();
    if (this.source[this.position] !== ')') malformed('a group is not closed');
    this.position++;
    return `${opening}${body})`;
  }

  private escape(): string {
    const letter = this.source.charAt(this.position + 1);
    if (letter === '') malformed('it ends in a backslash');
    const shorthand = shorthandOutside.get(letter);
    if (shorthand !== undefined) {
      this.position += 2;
      this.usesWordBoundary ||= letter === 'b' || letter === 'B';
      this.usesLastLineEnd ||= letter === 'Z';
      return shorthand;
    }
    if (letter === 'p' || letter === 'P') return this.property(false);
    if (/[1-9]/.test(letter)) unsupported('back-references');
    const next = this.source.charAt(this.position + 2);
    if (letter === 'k' && (next === '<' || next === "'")) unsupported('back-references');
    if (letter === 'g' && (next === '<' || next === "'")) unsupported('subexpression calls');
    if (letter === 'G') unsupported('\\G anchors');
    if (letter === 'K') unsupported('\\K anchors');
    if (letter === 'X') unsupported('\\X clusters');
    return this.escapedCharacter(false);
  }

  /** One escaped character that stands for itself or for a code point. */
  private escapedCharacter(isInside: boolean): string {
    const rest = this.source.slice(this.position, this.position + 12);
    const hex =
      /^\\x([0-9A-Fa-f]{1,2})/.exec(rest) ??
      /^\\u([0-9A-Fa-f]{4})/.exec(rest) ??
      /^\\u\{\s*([0-9A-Fa-f]{1,6})\s*\}/.exec(rest);
    if (hex !== null) {
      this.position += hex[0].length;
      return codePoint(Number.parseInt(hex[1] ?? '', 16));
    }
    const octal = /^\\([0-7]{1,3})/.exec(rest);
    if (octal !== null) {
      this.position += octal[0].length;
      return codePoint(Number.parseInt(octal[1] ?? '', 8));
    }
    const control = /^\\(?:c|C-)([A-Za-z@[\]^_?])/.exec(rest);
    if (control !== null) {
      this.position += control[0].length;
      return codePoint((control[1] ?? '').charCodeAt(0) & 0x1f);
    }
    this.position++;
    const letter = this.takeCharacter();
    if (isInside && letter === 'b') return '\\x{8}';
    return controlEscapes.get(letter) ?? literal(letter);
  }

  /** `\p{Alpha}`, `\p{^L}`, `\P{Greek}`, in or outside a bracket. */
  private property(isInside: boolean): string {
    const match = /^\\(p|P)\{(\^?)([A-Za-z_][\w ]*)\}/.exec(this.source.slice(this.position, this.position + 48));
    if (match === null) malformed('a property needs braces, as in \\p{Alpha}');
    this.position += match[0].length;
    const isNegated = (match[1] === 'P') !== (match[2] === '^');
    const name = match[3] ?? '';
    const set = namedSet(name);
    if (set === undefined) return `\\${isNegated ? 'P' : 'p'}{${name}}`;
    if (!isInside) return `[${isNegated ? '^' : ''}${set}]`;
    if (!isNegated) return set;
    return negatedNamedSet(name.toLowerCase()) ?? malformed(`unknown property "${name}"`);
  }

  private bracket(): string {
    this.position++;
    const isNegated = this.source[this.position] === '^';
    if (isNegated) this.position++;
    const body = this.bracketBody();
    if (body === '') malformed('empty bracket');
    return `[${isNegated ? '^' : ''}${body}]`;
  }

  private bracketBody(): string {
    if (++this.depth > maxGroupDepth) malformed('too many nested brackets');
    let body = '';
    for (let isFirst = true; ; isFirst = false) {
      const character = this.source.charAt(this.position);
      if (character === '') malformed('a bracket is not closed');
      if (character === ']' && !isFirst) break;
      if (this.source.startsWith('&&', this.position)) unsupported('intersections of brackets');
      body += this.bracketItem();
    }
    this.position++;
    this.depth--;
    return body;
  }

  private bracketItem(): string {
    const rest = this.source.slice(this.position, this.position + 16);
    const posix = /^\[:(\^?)([a-z]+):\]/.exec(rest);
    if (posix !== null) {
      this.position += posix[0].length;
      const name = posix[2] ?? '';
      return (posix[1] === '^' ? negatedNamedSet(name) : namedSet(name)) ?? malformed(`unknown set "${posix[0]}"`);
    }
    if (rest.startsWith('[')) {
      this.position++;
      if (this.source[this.position] === '^') unsupported('negated brackets inside brackets');
      return this.bracketBody();
    }
    if (rest.startsWith('\\')) {
      const letter = rest.charAt(1);
      if (letter === '') malformed('it ends in a backslash');
      const shorthand = shorthandInside.get(letter);
      if (shorthand !== undefined) {
        this.position += 2;
        return shorthand;
      }
      if (letter === 'p' || letter === 'P') return this.property(true);
      if (letter === 'R') malformed('\\R inside a bracket');
      return this.rangeFrom(this.escapedCharacter(true));
    }
    return this.rangeFrom(literal(this.takeCharacter()));
  }

  /** `a-z` when a range begins here, else the character itself. */
  private rangeFrom(first: string): string {
    if (this.source[this.position] !== '-') return first;
    const end = this.source.charAt(this.position + 1);
    if (end === ']' || end === '' || end === '[') return first;
    if (end === '\\' && shorthandInside.has(this.source.charAt(this.position + 2))) return first;
    this.position++;
    return `${first}-${end === '\\' ? this.escapedCharacter(true) : literal(this.takeCharacter())}`;
  }

  /** The character at the position, both halves of a surrogate pair together. */
  private takeCharacter(): string {
    if (this.position >= this.source.length) malformed('it ends too early');
    const begin = this.position;
    this.position += characterLength(this.source, begin);
    return this.source.slice(begin, this.position);
  }
}

function hasNamedGroup(source: string): boolean {
  const withoutEscapesAndBrackets = source.replace(/\\[\s\S]/g, '').replace(/\[[^\]]*\]/g, '');
  return /\(\?(?:P?<[A-Za-z_]|')/.test(withoutEscapesAndBrackets);
}
