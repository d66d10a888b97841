/** Rows drawn above and below what is seen, so that none is missing while one scrolls. */
const spare = 12;

/** Which rows are drawn, from the first to before the last. All have the same height. */
export function visibleRange(
  count: number,
  rowHeight: number,
  scrollTop: number,
  height: number,
): { readonly first: number; readonly end: number } {
  const top = Math.floor(Math.max(0, scrollTop) / rowHeight);
  const first = Math.min(Math.max(0, top - spare), Math.max(0, count - 1));
  const end = Math.min(count, top + Math.ceil(height / rowHeight) + spare);
  return { first, end: Math.max(end, Math.min(count, first + 1)) };
}

/**
 * Where to scroll so that the rows on the screen stay where they are, after others came before them. At the very top nothing
 * is held: there people want to see what is new.
 */
export function heldScroll(scrollTop: number, rowHeight: number, comeBefore: number): number {
  return scrollTop <= 0 || comeBefore <= 0 ? scrollTop : scrollTop + comeBefore * rowHeight;
}
