/** What every regular expression engine gives, whichever runs the pattern. */

/** One match: where it lies in the text, and its groups (`null`: took no part). */
export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly groups: readonly (string | null)[];
  /** The text of a named group; `undefined`: the pattern has no such group. */
  named(name: string): string | null | undefined;
}

/** Asked around every search whose time cannot be foreseen; throws to end it. The context of a function is one. */
export interface SearchMeter {
  checkTime(stepsWithoutClock: number): void;
}

export interface Pattern {
  /** Size of the compiled program; the cost of a search is at most this times the length of the text. */
  readonly size: number;
  test(text: string, meter?: SearchMeter): boolean;
  /** Matches from left to right that do not overlap, empty ones included. */
  matches(text: string, meter?: SearchMeter): Iterable<PatternMatch>;
}
