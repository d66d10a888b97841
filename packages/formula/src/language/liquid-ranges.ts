/** Where legacy templates stand in a text: `{{ … }}` and `{% … %}`, or what of them is written. */
import type { SourceRange } from '../failure.ts';

export const LIQUID_DELIMITERS = /\{\{|\{%/;

/** In order. One that is not closed ends with its line. */
export function liquidRanges(text: string): readonly SourceRange[] {
  const found: SourceRange[] = [];
  const delimiter = /\{\{|\{%/g;
  for (let match = delimiter.exec(text); match !== null; match = delimiter.exec(text)) {
    const to = endOf(text, match.index + 2, match[0] === '{{' ? '}}' : '%}');
    found.push([match.index, to]);
    delimiter.lastIndex = to;
  }
  return found;
}

function endOf(text: string, from: number, closing: string): number {
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith(closing, at)) return at + 2;
    if (text.charAt(at) === '\n') return at;
  }
  return text.length;
}
