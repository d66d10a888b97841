/**
 * A text field → its parts: literal text, value pills `<<…>>`, `<%if%>` and `<%for%>` tags (formulas.md §9). Text between
 * tags, line breaks included, is kept as written; the documentation does not say, and trimming could not be undone.
 */
import { FormulaFailure, type SourceRange } from '../failure.ts';
import { parseFormula } from './parse-formula.ts';
import type { Formula, ForTag, IfBranch, IfTag, TextPart } from './tree.ts';

const MAX_NESTED_TAGS = 100;
const OPENING = /<<|<%/g;
const TAG_NAME = /<%\s*(\p{L}*)/uy;
const TAG_END = /\s*%>/y;
const FOR_HEAD = /\s+([\p{L}_][\p{L}\p{M}\p{N}_]*)\s+in(?![\p{L}\p{M}\p{N}_])/uy;

type TagName = 'if' | 'elseif' | 'else' | 'endif' | 'for' | 'endfor';
const TAG_NAMES: ReadonlySet<string> = new Set<TagName>(['if', 'elseif', 'else', 'endif', 'for', 'endfor']);

/** A tag that ends or splits the part being read. `at` is the offset after its name. */
interface Stop {
  readonly name: TagName | 'end of text';
  readonly range: SourceRange;
  readonly at: number;
}

export function parseText(source: string): readonly TextPart[] {
  return new TextParser(source).parse();
}

class TextParser {
  readonly #source: string;
  #at = 0;
  #nesting = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): readonly TextPart[] {
    const { parts, stop } = this.#parts();
    if (stop.name !== 'end of text') {
      throw new FormulaFailure('syntax', `\`<%${stop.name}%>\` has no opening tag before it`, stop.range);
    }
    return parts;
  }

  /** Parts up to a tag that is not an opening one. */
  #parts(): { parts: TextPart[]; stop: Stop } {
    const parts: TextPart[] = [];
    for (;;) {
      OPENING.lastIndex = this.#at;
      const opening = OPENING.exec(this.#source);
      const next = opening?.index ?? this.#source.length;
      if (next > this.#at) {
        parts.push({ kind: 'literal', text: this.#source.slice(this.#at, next), range: [this.#at, next] });
      }
      this.#at = next;
      if (opening === null) return { parts, stop: { name: 'end of text', range: [next, next], at: next } };
      if (opening[0] === '<<') {
        const formula = this.#formula(next + 2, '>>');
        parts.push({ kind: 'pill', formula, range: [next, this.#at] });
        continue;
      }
      const tag = this.#tag();
      if (tag.name === 'if') parts.push(this.#if(tag));
      else if (tag.name === 'for') parts.push(this.#for(tag));
      else return { parts, stop: tag };
    }
  }

  #tag(): Stop {
    TAG_NAME.lastIndex = this.#at;
    const match = TAG_NAME.exec(this.#source);
    const name = match?.[1] ?? '';
    const at = this.#at + (match?.[0].length ?? 2);
    if (!isTagName(name)) {
      const found = name === '' ? 'no name' : `\`${name}\``;
      const message = `Expected \`if\`, \`elseif\`, \`else\`, \`endif\`, \`for\` or \`endfor\` after \`<%\`, found ${found}`;
      throw new FormulaFailure('syntax', message, [this.#at, at]);
    }
    return { name, range: [this.#at, at], at };
  }

  #if(tag: Stop): IfTag {
    this.#enter(tag);
    const branches: IfBranch[] = [];
    let condition = this.#formula(tag.at, '%>');
    for (;;) {
      const { parts, stop } = this.#parts();
      branches.push({ condition, body: parts });
      if (stop.name === 'elseif') {
        condition = this.#formula(stop.at, '%>');
        continue;
      }
      const { otherwise, end } = stop.name === 'else' ? this.#else(stop) : { otherwise: null, end: stop };
      this.#close(tag, end, 'endif');
      return { kind: 'if', branches, otherwise, range: [tag.range[0], this.#at] };
    }
  }

  #else(tag: Stop): { otherwise: TextPart[]; end: Stop } {
    this.#finishTag(tag);
    const { parts, stop } = this.#parts();
    return { otherwise: parts, end: stop };
  }

  #for(tag: Stop): ForTag {
    this.#enter(tag);
    FOR_HEAD.lastIndex = tag.at;
    const head = FOR_HEAD.exec(this.#source);
    const variable = head?.[1];
    if (head === null || variable === undefined) {
      throw new FormulaFailure('syntax', 'Expected `<%for name in array%>`', tag.range);
    }
    const iterable = this.#formula(tag.at + head[0].length, '%>');
    const { parts, stop } = this.#parts();
    this.#close(tag, stop, 'endfor');
    return { kind: 'for', variable, iterable, body: parts, range: [tag.range[0], this.#at] };
  }

  #formula(from: number, terminator: '>>' | '%>'): Formula {
    const { formula, end } = parseFormula(this.#source, from, terminator);
    this.#at = end;
    return formula;
  }

  /** Reads the rest of a tag that holds nothing but its name. */
  #finishTag(tag: Stop): void {
    TAG_END.lastIndex = tag.at;
    const end = TAG_END.exec(this.#source)?.[0];
    if (end === undefined) throw new FormulaFailure('syntax', `Expected \`%>\` after \`${tag.name}\``, tag.range);
    this.#at = tag.at + end.length;
  }

  #enter(tag: Stop): void {
    this.#nesting += 1;
    if (this.#nesting <= MAX_NESTED_TAGS) return;
    throw new FormulaFailure('syntax', `Tags are nested more than ${MAX_NESTED_TAGS} levels deep`, tag.range);
  }

  #close(tag: Stop, stop: Stop, expected: TagName): void {
    if (stop.name === 'end of text') {
      throw new FormulaFailure('syntax', `This \`<%${tag.name}\` is not closed by \`<%${expected}%>\``, tag.range);
    }
    if (stop.name !== expected) {
      throw new FormulaFailure('syntax', `Expected \`<%${expected}%>\`, found \`<%${stop.name}\``, stop.range);
    }
    this.#finishTag(stop);
    this.#nesting -= 1;
  }
}

function isTagName(name: string): name is TagName {
  return TAG_NAMES.has(name);
}
