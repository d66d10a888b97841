/** Parts of a day and hours without `am` or `pm`, in the reading of dates in English. */

export type DayPortion = 'morning' | 'afternoon' | 'evening' | 'night';

/** The hour that a part of a day stands for when no hour is named. Unconfirmed: the middle of what most people mean. */
const usualHours: Readonly<Record<DayPortion, number>> = { morning: 9, afternoon: 15, evening: 18, night: 22 };

export function isDayPortion(word: string): word is DayPortion {
  return Object.hasOwn(usualHours, word);
}

export function usualHourOf(portion: DayPortion): number {
  return usualHours[portion];
}

/** `at 6` is six in the morning, `at 5` and `6 in the evening` are in the afternoon: hours up to 5 are rarely meant early. */
export function hourIn(portion: DayPortion | undefined, hour: number, isBare: boolean): number {
  if (hour === 0 || hour > 12) return hour;
  if (portion === undefined) return isBare && hour <= 5 ? hour + 12 : hour;
  if (portion === 'morning') return hour % 12;
  if (portion === 'night' && (hour === 12 || hour < 6)) return hour % 12;
  return (hour % 12) + 12;
}
