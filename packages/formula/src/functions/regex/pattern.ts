/**
 * Compiled regular expressions, found again by their source. Matching is in linear time wherever the pattern allows it
 * (RE2), and bounded by a retry limit where it does not (Oniguruma).
 */
import { RE2JS } from 're2js';
import { err, ok, type Result } from '../../result.ts';
import { onigurumaPattern } from './oniguruma.ts';
import type { Pattern, PatternMatch, SearchMeter } from './pattern-shape.ts';
import { fasterOnShortTexts } from './short-texts.ts';
import { translatePattern } from './translate-pattern.ts';

const maxSourceLength = 20_000;
const cacheLimit = 500;
const notAscii = /[^\0-\x7f]/;
const cache = new Map<string, Result<Pattern, string>>();

/** `modifiers` are Ruby's letters; the error says what is wrong with the pattern. */
export function compilePattern(source: string, modifiers: string): Result<Pattern, string> {
  const key = `${modifiers}/${source}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const compiled = compile(source, modifiers);
  if (cache.size >= cacheLimit) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  // a refusal may end when Oniguruma has been loaded, and costs little to find again
  if (compiled.ok) cache.set(key, compiled);
  return compiled;
}

function compile(source: string, modifiers: string): Result<Pattern, string> {
  if (source.length > maxSourceLength) {
    return err(`the regular expression is longer than ${maxSourceLength} characters`);
  }
  const translated = translatePattern(source, modifiers);
  if (!translated.ok) {
    const { kind, message } = translated.error;
    return kind === 'not_linear' ? onigurumaPattern(source, modifiers, message) : err(message);
  }
  const { pattern, ignoreCase, dotMatchesLineEnd, usesLookBehind, usesWordBoundary, usesLastLineEnd, usesLineStart } =
    translated.value;
  const flags =
    RE2JS.MULTILINE |
    (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) |
    (dotMatchesLineEnd ? RE2JS.DOTALL : 0) |
    (usesLookBehind ? RE2JS.LOOKBEHINDS : 0);
  try {
    const compiled = patternOf(RE2JS.compile(pattern, flags));
    const linear = ignoreCase ? compiled : fasterOnShortTexts(compiled, pattern, dotMatchesLineEnd);
    if (!usesWordBoundary && !usesLastLineEnd && !usesLineStart) return ok(linear);
    const isExact = (text: string): boolean =>
      !(usesWordBoundary && notAscii.test(text)) && !(usesLastLineEnd && text.endsWith('\n'));
    return ok(linearWhereExact({ linear, isExact, usesLineStart }, () => onigurumaPattern(source, modifiers, '')));
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message.replace(/^error parsing regexp: /, '') : String(problem);
    return err(`the regular expression is not valid: ${reason}`);
  }
}

interface LinearPattern {
  readonly linear: Pattern;
  /** Whether the linear pattern means for this text what Ruby means. */
  readonly isExact: (text: string) => boolean;
  readonly usesLineStart: boolean;
}

/** The linear pattern where it means what Ruby means, Oniguruma's (where it is loaded) for the rest. */
function linearWhereExact(
  { linear, isExact, usesLineStart }: LinearPattern,
  compileExact: () => Result<Pattern, string>,
): Pattern {
  let compiled: Result<Pattern, string> | null = null;
  const exact = (): Pattern => {
    if (compiled?.ok !== true) compiled = compileExact();
    return compiled.ok ? compiled.value : linear;
  };
  function* matches(text: string, meter?: SearchMeter): Iterable<PatternMatch> {
    if (!isExact(text)) {
      yield* exact().matches(text, meter);
      return;
    }
    for (const match of linear.matches(text)) {
      // Behind the last line feed begins no line; only a match that ends there can be a different one.
      if (usesLineStart && match.end === text.length && text.endsWith('\n')) {
        for (const last of exact().matches(text, meter)) if (last.start >= match.start) yield last;
        return;
      }
      yield match;
    }
  }
  return {
    size: linear.size,
    matches,
    test: (text, meter) => {
      if (isExact(text) && !(usesLineStart && text.endsWith('\n'))) return linear.test(text);
      for (const _match of matches(text, meter)) return true;
      return false;
    },
  };
}

function patternOf(compiled: RE2JS): Pattern {
  return {
    size: compiled.programSize(),
    test: (text) => compiled.matcher(text).find(),
    *matches(text) {
      const matcher = compiled.matcher(text);
      const groupCount = matcher.groupCount();
      const names = new Set(Object.keys(compiled.namedGroups()));
      while (matcher.find()) {
        const groups = Array.from({ length: groupCount }, (_, index) => matcher.group(index + 1));
        yield {
          start: matcher.start(),
          end: matcher.end(),
          text: matcher.group() ?? '',
          groups,
          named: (name) => (names.has(name) ? matcher.group(name) : undefined),
        };
      }
    },
  };
}
