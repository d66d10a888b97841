/** The upper end of an axis: the next of 1, 2, 5, 10, 20, … that no bar exceeds. 0 where there is nothing to show. */
export function niceTop(largest: number): number {
  if (!(largest > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= largest) ?? largest;
}
