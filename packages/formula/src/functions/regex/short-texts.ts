/**
 * Short texts and plain patterns, the usual case, go to the host's engine, which is several times as fast: where its work is
 * bounded by few steps whatever the text (search-bound.ts), and where it means the same (plain-pattern.ts; short-texts.prop.test.ts).
 */
import type { Pattern, PatternMatch } from './pattern-shape.ts';
import { type PlainNode, readPlainPattern } from './plain-pattern.ts';
import { longestCheapText } from './search-bound.ts';

/** Characters outside the basic plane are two units for the host. */
const surrogate = /[\ud800-\udfff]/;

/** `linear` runs the pattern, written for RE2, in linear time; what is given back does the same, sooner. */
export function fasterOnShortTexts(linear: Pattern, pattern: string, dotMatchesLineEnd: boolean): Pattern {
  const plain = readPlainPattern(pattern, dotMatchesLineEnd);
  const longest = plain === null ? 0 : longestCheapText(plain.root);
  if (plain === null || longest === 0) return linear;
  const native = compiled(sourceOf(plain.root));
  if (native === null) return linear;
  const isShort = (text: string) => text.length <= longest && !surrogate.test(text);
  return {
    size: linear.size,
    test: (text) => {
      if (!isShort(text)) return linear.test(text);
      native.lastIndex = 0;
      return native.test(text);
    },
    matches: (text) => (isShort(text) ? matchesOf(native, text, plain.names) : linear.matches(text)),
  };
}

/** Null where the host lacks something: some browsers cannot look behind. */
function compiled(source: string): RegExp | null {
  try {
    return new RegExp(source, 'g');
  } catch {
    return null;
  }
}

/** All at once: somebody else may search with the same pattern before the last one is asked for. */
function matchesOf(native: RegExp, text: string, names: ReadonlyMap<string, number>): readonly PatternMatch[] {
  const found: PatternMatch[] = [];
  native.lastIndex = 0;
  for (let match = native.exec(text); match !== null; match = native.exec(text)) {
    const [whole] = match;
    const groups: (string | null)[] = [];
    for (let index = 1; index < match.length; index += 1) groups.push(match[index] ?? null);
    const named = (name: string) => {
      const index = names.get(name);
      return index === undefined ? undefined : (groups[index - 1] ?? null);
    };
    found.push({ start: match.index, end: match.index + whole.length, text: whole, groups, named });
  }
  return found;
}

function sourceOf(node: PlainNode): string {
  switch (node.kind) {
    case 'set':
    case 'anchor':
      return node.source;
    case 'sequence':
      return node.parts.map(sourceOf).join('');
    case 'choice':
      return node.parts.map(sourceOf).join('|');
    case 'group':
      return `${node.isCapturing ? '(' : '(?:'}${sourceOf(node.part)})`;
    case 'repeat': {
      const counts = `{${node.min},${node.max === Number.POSITIVE_INFINITY ? '' : node.max}}`;
      return `${sourceOf(node.part)}${counts}${node.isLazy ? '?' : ''}`;
    }
  }
}
