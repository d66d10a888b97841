/** What the banner says of a story's events of the day. */
import type { EventLimit, LimitOfAll } from '../data/budget.ts';
import { countText } from '../ui/amount.ts';

export interface BudgetNotice {
  readonly isPaused: boolean;
  readonly what: string;
  /** How it goes on. */
  readonly next: string;
}

/** null: there is nothing to say. `ofAll`: as far as it is known. `now`: milliseconds since 1970. */
export function budgetNotice(limit: EventLimit, ofAll: LimitOfAll | undefined, now: number): BudgetNotice | null {
  if (limit.status === 'ok') return ofAll?.status === 'warning' ? noticeOfAll(ofAll) : null;
  if (limit.status === 'warning') {
    return {
      isPaused: false,
      what: `${limit.used_percentage ?? 80} % of today’s events are used: ${usedText(limit)}.`,
      next: 'At 100 % the story pauses until 00:00 UTC.',
    };
  }
  const what =
    limit.paused_by === 'installation'
      ? 'Paused: this Fabula has used up its events of today.'
      : `Paused: today’s events are used up: ${usedText(limit)}.`;
  const until = limit.paused_until === null ? '' : ` at 00:00 UTC, ${inText(Date.parse(limit.paused_until) - now)}`;
  return { isPaused: true, what, next: `What comes in is kept; it goes on${until}.` };
}

function noticeOfAll(ofAll: LimitOfAll): BudgetNotice {
  return {
    isPaused: false,
    what: `This Fabula has used ${ofAll.used_percentage ?? 80} % of today’s events: ${usedText(ofAll)}.`,
    next: 'At 100 % all stories pause until 00:00 UTC.',
  };
}

/** "812 of 1,000". */
export function usedText({ events_today: used, daily_event_limit: limit }: LimitOfAll): string {
  return limit === null
    ? countText(used, 'event', 'events')
    : `${used.toLocaleString('en')} of ${limit.toLocaleString('en')}`;
}

function inText(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  if (minutes < 60) return `in ${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `in ${minutes / 60} h` : `in ${Math.floor(minutes / 60)} h ${rest} min`;
}
