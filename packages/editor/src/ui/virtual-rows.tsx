/**
 * A list of any length whose rows have one height: only those near what is seen are drawn. The arrow keys, Home and End go
 * through all of it.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { heldScroll } from './held-scroll.ts';

interface VirtualRowsProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly keyOf: (item: T) => number;
  /** Pixels. */
  readonly rowHeight: number;
  /** Each row holds one element with `data-row`, which takes the focus. */
  readonly children: (item: T) => ReactNode;
  /** How many there are, also those that are not read yet; null: not known. */
  readonly count: number | null;
  /** The end is near: time to read on. */
  readonly onNearEnd: () => void;
  /** Stands below the last row. */
  readonly end?: ReactNode;
}

/** Rows drawn above and below what is seen, so that none is missing while one scrolls. */
const spareRows = 12;
/** The next page is asked for when so many rows, or fewer, are still below what is drawn. */
const nearRows = 12;

export function VirtualRows<T>(props: VirtualRowsProps<T>) {
  const { label, items, keyOf, rowHeight, children, count, onNearEnd, end } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState<number>();
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: spareRows,
  });
  const drawn = rows.getVirtualItems();

  const firstKey = items[0] === undefined ? undefined : keyOf(items[0]);
  const known = useRef(firstKey);
  useLayoutEffect(() => {
    const before = known.current;
    known.current = firstKey;
    if (before === undefined || before === firstKey || frame.current === null) return;
    const comeBefore = items.findIndex((item) => keyOf(item) === before);
    frame.current.scrollTop = heldScroll(frame.current.scrollTop, rowHeight, comeBefore);
  }, [firstKey, items, keyOf, rowHeight]);

  const isNearEnd = (drawn.at(-1)?.index ?? 0) + nearRows >= items.length;
  const latest = useRef(onNearEnd);
  latest.current = onNearEnd;
  // With the length: a page that was read may not have been enough.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the list has become longer
  useEffect(() => {
    if (isNearEnd) latest.current();
  }, [isNearEnd, items.length]);

  // Once the row that the keyboard went to is drawn.
  useEffect(() => {
    if (wanted === undefined) return;
    const row = frame.current?.querySelector<HTMLElement>(`[data-at="${wanted}"] [data-row]`);
    if (!row) return;
    row.focus({ preventScroll: true });
    setWanted(undefined);
  });

  function onKeyDown(event: KeyboardEvent) {
    const row = event.target instanceof Element ? event.target.closest('[data-at]') : null;
    if (row === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = Number(row.getAttribute('data-at'));
    const last = items.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.min(Math.max(to, 0), last);
    rows.scrollToIndex(next);
    setWanted(next);
  }

  return (
    <div ref={frame} className="min-h-0 flex-1 overflow-y-auto [overflow-anchor:none]">
      <ul aria-label={label} onKeyDown={onKeyDown} className="relative" style={{ height: rows.getTotalSize() }}>
        {drawn.map(({ index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <li
              key={keyOf(item)}
              data-at={index}
              aria-setsize={count ?? -1}
              aria-posinset={index + 1}
              className="absolute inset-x-0 flex items-center px-1.5"
              style={{ top: start, height: rowHeight }}
            >
              {children(item)}
            </li>
          );
        })}
      </ul>
      {end}
    </div>
  );
}
