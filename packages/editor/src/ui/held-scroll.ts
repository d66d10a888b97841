/**
 * Where to scroll so that the rows on the screen stay where they are, after others came before them. At the very top nothing
 * is held: there people want to see what is new.
 */
export function heldScroll(scrollTop: number, rowHeight: number, comeBefore: number): number {
  return scrollTop <= 0 || comeBefore <= 0 ? scrollTop : scrollTop + comeBefore * rowHeight;
}
