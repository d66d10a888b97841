/**
 * Patterns that cannot run in linear time (look-ahead, back-references, atomic groups): Oniguruma, the engine that Ruby
 * uses, compiled to WebAssembly. Its built-in retry limit ends a search that would never end.
 *
 * WebAssembly loads asynchronously and the language is synchronous, so whoever starts the program loads it once, before
 * the first formula runs. Until then such patterns end in `needs_server`.
 */

import oniguruma, { type IOnigMatch, type OnigScanner } from 'vscode-oniguruma';
import { FormulaFailure } from '../../failure.ts';
import { err, ok, type Result } from '../../result.ts';
import { characterLength } from '../../value/character-length.ts';
import { withAsciiShorthands } from './ascii-shorthands.ts';
import type { Pattern, PatternMatch, SearchMeter } from './pattern-shape.ts';

let loading: Promise<void> | null = null;
let isLoaded = false;

/** Loads the engine; `wasm` is the file `vscode-oniguruma/release/onig.wasm`. A second call waits for the first one. */
export async function loadOniguruma(wasm: Uint8Array | ArrayBuffer): Promise<void> {
  loading ??= oniguruma.loadWASM(wasm).then(() => {
    isLoaded = true;
  });
  await loading;
}

/** What a search may cost: Oniguruma's own retry limit, expressed in steps of the budget. */
const programSize = 1_000;

/**
 * The least price of one search where there is no clock: two hundred slow ones use up the budget. With a clock this is not
 * charged, because most searches are quick and a story may do thousands of them.
 */
const stepsOfSearch = 5_000;

/**
 * How many places of the text one call of Oniguruma may try. Its retry limit holds for each place on its own (about 0.1 s
 * at the worst), so this times the limit is how late the clock can be asked; and a call costs about a microsecond, so a
 * quick search of a long text pays an eighth of that for each character.
 */
const placesAtOnce = 8;
const stepsOfWindow = 50;

export const gaveUp =
  'the regular expression needs too many attempts on this text; write it without repetitions inside repetitions, or use a shorter text';

declare module 'vscode-oniguruma' {
  interface OnigString {
    /** Undocumented. Turns an offset in UTF-8 into one of the text, and every offset beyond the end into the end. */
    convertUtf8OffsetToUtf16(offset: number): number;
  }
}

/** Where a group begins and ends that took no part in a match: -1, as Oniguruma's unsigned number. */
const nowhere = 0xffffffff;

/** A text to search in. Keeps apart a group that matched nothing at the end of the text and one that took no part. */
function subjectOf(text: string): InstanceType<typeof oniguruma.OnigString> {
  const subject = oniguruma.createOnigString(text);
  const convert = subject.convertUtf8OffsetToUtf16;
  subject.convertUtf8OffsetToUtf16 = (offset) => (offset === nowhere ? nowhere : convert.call(subject, offset));
  return subject;
}

/** Scanners live in the memory of WebAssembly, which nobody collects: they go when nobody holds their pattern any more. */
const unused = new FinalizationRegistry<readonly OnigScanner[]>((scanners) => {
  for (const scanner of scanners) scanner.dispose();
});

export function onigurumaPattern(source: string, modifiers: string, whyNeeded: string): Result<Pattern, string> {
  // A browser's policy forbids WebAssembly; whoever asked there asks the server.
  if (!isLoaded) {
    throw new FormulaFailure('needs_server', `runs on the server, because ${whyNeeded} need its regular expressions`);
  }
  // The alternative that never matches switches off an optimisation that is wrong in this version: after a look-behind, a
  // leading `.*` was tried at starts of lines only. The line feed ends a comment in an extended pattern.
  const wanted = `(?${modifiers}:(?!)|${withAsciiShorthands(source, modifiers)}${modifiers.includes('x') ? '\n' : ''})`;
  // Beside what is wanted, the search stops a few places further on and at the end. So it always finds something, and
  // finding nothing can only mean that the retry limit was reached.
  const whole = `${wanted}|(?<=\\G(?m:.){${placesAtOnce}})|\\z`;
  try {
    const windowed = oniguruma.createOnigScanner([whole]);
    const here = oniguruma.createOnigScanner([`\\G${wanted}`]);
    const pattern = patternOf(windowed, here, groupNames(source));
    unused.register(pattern, [windowed, here]);
    return ok(pattern);
  } catch (problem) {
    return err(`the regular expression is not valid: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}

function patternOf(windowed: OnigScanner, here: OnigScanner, names: readonly string[]): Pattern {
  /** The next match from a place on, or null; throws when the retry limit is reached or the meter's time is up. */
  function find(
    subject: ReturnType<typeof subjectOf>,
    start: number,
    meter: SearchMeter | undefined,
  ): IOnigMatch | null {
    const end = subject.content.length;
    meter?.checkTime(stepsOfSearch);
    for (let from = start; ; ) {
      const found = windowed.findNextMatchSync(subject, from);
      meter?.checkTime(stepsOfWindow);
      const range = found?.captureIndices[0];
      if (found === null || range === undefined) throw new FormulaFailure('function', gaveUp);
      // Something empty may be a stop, or an empty match that is wanted.
      if (range.end > range.start || here.findNextMatchSync(subject, range.start) !== null) return found;
      if (range.start >= end) return null;
      from = range.start;
    }
  }

  function* matches(text: string, meter?: SearchMeter): Iterable<PatternMatch> {
    const subject = subjectOf(text);
    try {
      for (let from = 0; from <= text.length; ) {
        const found = find(subject, from, meter);
        if (found === null) return;
        const [whole, ...parts] = found.captureIndices;
        if (whole === undefined) return;
        const groups = parts.map(({ start, end }) => (start === nowhere ? null : text.slice(start, end)));
        yield {
          start: whole.start,
          end: whole.end,
          text: text.slice(whole.start, whole.end),
          groups,
          named: (name) => (names.includes(name) ? (groups[names.indexOf(name)] ?? null) : undefined),
        };
        // From inside a surrogate pair Oniguruma would start at the pair again.
        from = whole.end > whole.start ? whole.end : whole.end + characterLength(text, whole.end);
      }
    } finally {
      subject.dispose();
    }
  }
  return {
    size: programSize,
    matches,
    test: (text, meter) => {
      for (const _match of matches(text, meter)) return true;
      return false;
    },
  };
}

/** Names in the order of their groups: once a group has a name, those without one do not capture. */
function groupNames(source: string): string[] {
  const withoutEscapes = source.replace(/\\[\s\S]/g, '  ');
  return [...withoutEscapes.matchAll(/\(\?(?:<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/g)].map(
    ([, angle, quote]) => angle ?? quote ?? '',
  );
}
