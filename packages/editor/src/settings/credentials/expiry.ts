const dayMs = 86_400_000;
/** When the first notice goes out as well. */
const soonDays = 7;

/** How near the end of a credential is; null: it is far, or there is none. */
export function expiryState(expiresAt: string | null, nowMs: number): 'expired' | 'soon' | null {
  if (expiresAt === null) return null;
  const leftMs = Date.parse(expiresAt) - nowMs;
  if (leftMs <= 0) return 'expired';
  return leftMs <= soonDays * dayMs ? 'soon' : null;
}

/** For `<input type="date">`, on the reader's own calendar. */
export function toDateInput(expiresAt: string | null): string {
  if (expiresAt === null) return '';
  const date = new Date(expiresAt);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The end of that day, where the reader is; null for no date. */
export function fromDateInput(text: string): string | null {
  const [year, month, day] = text.split('-').map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  return new Date(year, month - 1, day, 23, 59, 59).toISOString();
}
