const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** "812 B", "1.4 MB", "27 GB": two digits are enough for what is an estimate anyway. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 999.5 would be written as 1000
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

export function countText(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** "30 days", "6 hours": the largest unit in which it is a whole number. */
export function spanText(seconds: number): string {
  const steps = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
  ] as const;
  for (const [size, unit] of steps) {
    if (seconds >= size && seconds % size === 0) return countText(seconds / size, unit, `${unit}s`);
  }
  return countText(seconds, 'second', 'seconds');
}
