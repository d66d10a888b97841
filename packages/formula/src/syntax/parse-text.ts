/**
 * A text field → its parts: literal text, value pills `<<…>>`, `<%if%>` and `<%for%>` tags (formulas.md §9). Text between
 * tags, line breaks included, is kept as written; the documentation does not say, and trimming could not be undone.
 *
 * With a {@link Recovery}, a tag that fits nowhere becomes literal text, and one that is not closed ends where the tag around
 * it does. Without one the first mistake is thrown; all that follows a call of `refuse` is then never reached.
 */
import { FormulaFailure, type SourceRange } from '../failure.ts';
import { insert, rewrite } from './foreign-spellings.ts';
import { parseFormula } from './parse-formula.ts';
import type { Recovery } from './recovery.ts';
import { readForHead, readTag, type Tag, type TagName, tagEnd, tagMeantBy, type UnknownTag } from './tags.ts';
import type { Help } from './token-stream.ts';
import type { TokenType } from './tokens.ts';
import type { Formula, ForTag, IfBranch, IfTag, TextPart } from './tree.ts';

const MAX_NESTED_TAGS = 100;
const OPENING = /<<|<%/g;

/** What ends or splits the part being read: a tag, which is not read yet, or the end of the text. */
type Stop = Tag | null;

export function parseText(source: string, recovery: Recovery | null = null): readonly TextPart[] {
  return new TextParser(source, recovery).parse();
}

class TextParser {
  readonly #source: string;
  readonly #recovery: Recovery | null;
  /** The tags around the place being read. */
  readonly #open: ('if' | 'for')[] = [];
  #at = 0;
  #gaveUp = false;

  constructor(source: string, recovery: Recovery | null) {
    this.#source = source;
    this.#recovery = recovery;
  }

  parse(): readonly TextPart[] {
    const parts: TextPart[] = [];
    for (let stop = this.#readParts(parts); stop !== null; stop = this.#readParts(parts)) {
      this.#refuse(`\`<%${stop.name}%>\` has no opening tag before it`, stop.range);
      this.#passOver(stop, parts);
    }
    return parts;
  }

  /** Parts up to a tag that is not an opening one. */
  #readParts(parts: TextPart[]): Stop {
    for (;;) {
      OPENING.lastIndex = this.#at;
      const opening = OPENING.exec(this.#source);
      this.#literal(parts, opening?.index ?? this.#source.length);
      if (opening === null) return null;
      if (opening[0] === '<<') {
        const from = this.#at;
        const formula = this.#formula(this.#record('opening', from, from + 2), '>>');
        parts.push({ kind: 'pill', formula, range: [from, this.#at] });
        continue;
      }
      const read = readTag(this.#source, this.#at);
      const tag = read.name === null ? this.#unknownTag(read, parts) : read;
      if (tag === null) continue;
      if (tag.name === 'if' || tag.name === 'for') this.#nested(tag.name, tag, parts);
      else return tag;
    }
  }

  #nested(name: 'if' | 'for', tag: Tag, parts: TextPart[]): void {
    if (this.#open.length === MAX_NESTED_TAGS) {
      this.#refuse(`Tags are nested more than ${MAX_NESTED_TAGS} levels deep`, tag.range);
      this.#gaveUp = true;
      this.#literal(parts, this.#source.length);
      return;
    }
    this.#readTagName(tag);
    this.#open.push(name);
    parts.push(name === 'if' ? this.#if(tag) : this.#for(tag));
    this.#open.pop();
  }

  #if(tag: Tag): IfTag {
    const branches: IfBranch[] = [];
    let otherwise: TextPart[] | null = null;
    let body: TextPart[] = [];
    branches.push({ condition: this.#formula(this.#at, '%>'), body });
    for (;;) {
      const stop = this.#readBody(tag, 'endif', body);
      if (stop === null || stop.name === 'endif') break;
      if (otherwise !== null) this.#refuseStop('endif', stop, tag);
      this.#readTagName(stop);
      if (stop.name === 'else') {
        this.#finishTag(stop);
        otherwise ??= [];
        body = otherwise;
      } else {
        body = [];
        branches.push({ condition: this.#formula(this.#at, '%>'), body });
      }
    }
    return { kind: 'if', branches, otherwise, range: [tag.range[0], this.#at] };
  }

  #for(tag: Tag): ForTag {
    const head = readForHead(this.#source, this.#at);
    if (!head.isWhole) this.#refuse('Expected `<%for name in array%>`', tag.range);
    const [nameFrom, nameTo] = head.variableRange;
    if (nameTo > nameFrom) this.#record('name', nameFrom, nameTo);
    if (head.inRange !== null) this.#record('keyword', ...head.inRange);
    this.#at = head.end;
    const iterable = head.isWhole || !this.#endsTagHere() ? this.#formula(head.end, '%>') : this.#noIterable();
    const body: TextPart[] = [];
    this.#readBody(tag, 'endfor', body);
    return {
      kind: 'for',
      variable: this.#source.slice(nameFrom, nameTo),
      variableRange: head.variableRange,
      iterable,
      body,
      range: [tag.range[0], this.#at],
    };
  }

  /** Parts up to the tag that ends them, which is read too, or to another that the tag around them can take. */
  #readBody(tag: Tag, expected: 'endif' | 'endfor', parts: TextPart[]): Stop {
    for (;;) {
      const stop = this.#readParts(parts);
      if (stop === null) {
        const fix = insert(this.#source.length, `<%${expected}%>`);
        this.#refuse(`This \`<%${tag.name}\` is not closed by \`<%${expected}%>\``, tag.range, { fix });
        return null;
      }
      if (stop.name === expected) {
        this.#readTagName(stop);
        this.#finishTag(stop);
        return stop;
      }
      const isBranch = stop.name === 'else' || stop.name === 'elseif';
      if (isBranch && expected === 'endif') return stop;
      this.#refuseStop(expected, stop, tag);
      if (this.#open.slice(0, -1).includes(stop.name === 'endfor' ? 'for' : 'if')) return null;
      this.#passOver(stop, parts);
    }
  }

  #formula(from: number, terminator: '>>' | '%>'): Formula {
    const { formula, end } = parseFormula(this.#source, from, terminator, this.#recovery);
    this.#at = end;
    return formula;
  }

  /** Whether the tag being read is at its end, or nothing of it is left. */
  #endsTagHere(): boolean {
    return tagEnd(this.#source, this.#at) !== null || this.#at === this.#source.length;
  }

  #noIterable(): Formula {
    const at = this.#at;
    this.#readTagEnd(tagEnd(this.#source, at) ?? at);
    return { kind: 'missing', parts: [], range: [at, at] };
  }

  /** Reads the rest of a tag that holds nothing but its name. */
  #finishTag(tag: Tag): void {
    const end = tagEnd(this.#source, this.#at);
    if (end === null) {
      this.#refuse(`Expected \`%>\` after \`${tag.name}\``, tag.range);
    }
    this.#readTagEnd(end ?? this.#endOfBrokenTag(this.#at) ?? this.#at);
  }

  #readTagName(tag: Tag): void {
    const [from] = tag.range;
    this.#record('opening', from, from + 2);
    this.#at = this.#record('keyword', ...tag.nameRange);
  }

  #readTagEnd(end: number): void {
    if (end > this.#at) this.#record('end', end - 2, end);
    this.#at = end;
  }

  /** Returns the tag to go on with; null when it was kept as literal text. */
  #unknownTag({ word, range, nameRange }: UnknownTag, parts: TextPart[]): Tag | null {
    const meant = tagMeantBy(word, this.#open.at(-1));
    const found = word === '' ? 'no name' : `\`${word}\``;
    const hint = meant === null ? '' : `; did you mean \`${meant}\`?`;
    this.#refuse(
      `Expected \`if\`, \`elseif\`, \`else\`, \`endif\`, \`for\` or \`endfor\` after \`<%\`, found ${found}${hint}`,
      range,
      meant === null ? {} : { fix: rewrite(nameRange, meant) },
    );
    if (meant !== null) return { name: meant, range, nameRange };
    const end = this.#endOfBrokenTag(range[1]) ?? range[1];
    parts.push({ kind: 'literal', text: this.#source.slice(range[0], end), range: [range[0], end] });
    this.#at = this.#record('unknown', range[0], end);
    return null;
  }

  /** Keeps a tag that has no meaning where it stands; its condition is read, so that it can be worked on. */
  #passOver(tag: Tag, parts: TextPart[]): void {
    this.#readTagName(tag);
    if (tag.name === 'elseif') {
      const condition = this.#formula(this.#at, '%>');
      parts.push({ kind: 'if', branches: [{ condition, body: [] }], otherwise: null, range: [tag.range[0], this.#at] });
      return;
    }
    this.#readTagEnd(this.#endOfBrokenTag(this.#at) ?? this.#at);
    const range: SourceRange = [tag.range[0], this.#at];
    parts.push({ kind: 'literal', text: this.#source.slice(...range), range });
  }

  /** The offset after the next `%>`; null when a pill or a tag starts before it. */
  #endOfBrokenTag(from: number): number | null {
    OPENING.lastIndex = from;
    const limit = OPENING.exec(this.#source)?.index ?? this.#source.length;
    const end = this.#source.slice(from, limit).indexOf('%>');
    return end === -1 ? null : from + end + 2;
  }

  #literal(parts: TextPart[], to: number): void {
    const from = this.#at;
    if (to === from) return;
    parts.push({ kind: 'literal', text: this.#source.slice(from, to), range: [from, to] });
    this.#at = this.#record('literal', from, to);
  }

  /** Returns the end of the token. */
  #record(type: TokenType, from: number, to: number): number {
    this.#recovery?.tokens.push({ type, text: this.#source.slice(from, to), from, to });
    return to;
  }

  #refuseStop(expected: TagName, stop: Tag, opening: Tag): void {
    const related = { message: `This \`<%${opening.name}\` is open here`, range: opening.range };
    this.#refuse(`Expected \`<%${expected}%>\`, found \`<%${stop.name}\``, stop.range, { related });
  }

  #refuse(message: string, range: SourceRange, help: Help = {}): void {
    const failure = new FormulaFailure('syntax', message, range);
    failure.fix = help.fix ?? null;
    failure.related = help.related ?? null;
    if (this.#recovery === null) throw failure;
    if (!this.#gaveUp) this.#recovery.note(failure);
  }
}
