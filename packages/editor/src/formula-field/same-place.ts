/** Where a caret belongs after nothing but white space has changed: behind as many other characters as before. */
export function samePlace(before: string, at: number, after: string): number {
  const wanted = before.slice(0, at).replace(/\s/g, '').length;
  let met = 0;
  let place = 0;
  while (place < after.length && met < wanted) {
    if (!/\s/.test(after.charAt(place))) met += 1;
    place += 1;
  }
  return place;
}
