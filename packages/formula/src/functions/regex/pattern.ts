/**
 * Compiled regular expressions, found again by their source. Matching is in linear time wherever the pattern allows it
 * (RE2), and bounded by a retry limit where it does not (Oniguruma).
 */
import { RE2JS } from 're2js';
import { err, ok, type Result } from '../../result.ts';
import { onigurumaPattern } from './oniguruma.ts';
import type { Pattern } from './pattern-shape.ts';
import { translatePattern } from './translate-pattern.ts';

const maxSourceLength = 20_000;
const cacheLimit = 500;
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
  const { pattern, ignoreCase, dotMatchesLineEnd, usesLookBehind } = translated.value;
  const flags =
    RE2JS.MULTILINE |
    (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) |
    (dotMatchesLineEnd ? RE2JS.DOTALL : 0) |
    (usesLookBehind ? RE2JS.LOOKBEHINDS : 0);
  try {
    return ok(patternOf(RE2JS.compile(pattern, flags)));
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message.replace(/^error parsing regexp: /, '') : String(problem);
    return err(`the regular expression is not valid: ${reason}`);
  }
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
