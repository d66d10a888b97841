/** English names in calendars; the positions are those of Temporal (months from 1, weekdays Monday = 1 to Sunday = 7). */

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

export function monthName(month: number): string {
  return monthNames[month - 1] ?? '';
}

export function dayName(dayOfWeek: number): string {
  return dayNames[dayOfWeek - 1] ?? '';
}

/** The number of a month or weekday written in full, with three letters, or as `sept`, `tues`, `thurs`. */
export function monthNumber(word: string): number | undefined {
  return position(monthNames, word);
}

export function dayNumber(word: string): number | undefined {
  return position(dayNames, word);
}

function position(names: readonly string[], word: string): number | undefined {
  const lower = word.toLowerCase();
  if (lower.length < 3) return undefined;
  const index = names.findIndex((name) => name.toLowerCase().startsWith(lower));
  return index === -1 ? undefined : index + 1;
}
