/** `Thu, 01 Jun 2017 15:24:31 +0200 (CEST)` as `2017-06-01T15:24:31+02:00`. */

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Hours from UTC of the zones that RFC 5322 still allows by name; a name that is not here counts as UTC. */
const zones: Readonly<Record<string, number>> = {
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
};

const shape =
  /^(?:[a-z]{2,10},?\s{0,9})?(\d{1,2})[\s-]{1,9}([a-z]{3})[a-z]{0,8}[\s,-]{1,9}(\d{2,4})\s{1,9}(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d{1,9})?\s{0,9}([+-]\d{4}|[a-z]{1,5})?/i;

/** `null`: no date can be seen. */
export function mailDate(header: string): string | null {
  const match = shape.exec(header.replace(/\([^()]{0,100}\)/g, ' ').trim());
  if (match === null) return null;
  const [, day = '', monthName = '', yearText = '', hour = '', minute = '', second = '0', zone = '+0000'] = match;
  const month = months.indexOf(monthName.toLowerCase()) + 1;
  const year = fullYear(yearText);
  const isPossible = Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60;
  if (month === 0 || !isPossible || Number(day) < 1 || Number(day) > 31) return null;
  const two = (text: string | number) => String(text).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${offsetOf(zone)}`;
}

/** The other way round; of a time that {@link mailDate} gives. */
export function headerDate(iso: string): string {
  const [, year, month = '1', day, time, offset = ''] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)(.*)$/.exec(iso) ?? [];
  const name = months[Number(month) - 1] ?? '';
  return `${day} ${name.charAt(0).toUpperCase()}${name.slice(1)} ${year} ${time} ${offset.replace(':', '')}`;
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return text.length === 3 ? 1900 + year : year;
}

function offsetOf(zone: string): string {
  if (/^[+-]\d{4}$/.test(zone)) return `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const name = zone.toLowerCase();
  const hours = Object.hasOwn(zones, name) ? (zones[name] ?? 0) : 0;
  return hours === 0 ? '+00:00' : `-${String(-hours).padStart(2, '0')}:00`;
}
