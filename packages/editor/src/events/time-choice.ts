/** From when to when events are listed. */

export const timeChoices = [
  { name: 'any', label: 'Any time', seconds: null },
  { name: 'hour', label: 'The last hour', seconds: 3_600 },
  { name: 'day', label: 'The last 24 hours', seconds: 86_400 },
  { name: 'week', label: 'The last 7 days', seconds: 604_800 },
  { name: 'between', label: 'From … to …', seconds: null },
] as const;

export type TimeChoice = (typeof timeChoices)[number]['name'];

export interface TimeRange {
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/** `from` and `to`: as a field for date and time has them, in the reader's own time; empty: open. */
export function rangeOf(choice: TimeChoice, nowMs: number, from: string, to: string): TimeRange {
  if (choice === 'between') return { since: instantOf(from), until: instantOf(to) };
  const seconds = timeChoices.find(({ name }) => name === choice)?.seconds ?? null;
  return { since: seconds === null ? undefined : isoOf(nowMs - seconds * 1_000), until: undefined };
}

function instantOf(text: string): string | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : isoOf(ms);
}

/** Whole seconds, as the server keeps them. */
function isoOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
