/**
 * A list of any length whose rows have one height: only those near what is seen are drawn. The arrow keys, Home and End go
 * through all of it.
 */
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { heldScroll, visibleRange } from './visible-range.ts';

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

/** Pages are asked for this far before their place is seen. */
const nearPx = 1_200;

export function VirtualRows<T>(props: VirtualRowsProps<T>) {
  const { label, items, keyOf, rowHeight, children, count, onNearEnd, end } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const [wanted, setWanted] = useState<number>();
  const range = visibleRange(items.length, rowHeight, view.top, view.height);

  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const look = () => setView({ top: element.scrollTop, height: element.clientHeight });
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const firstKey = items[0] === undefined ? undefined : keyOf(items[0]);
  const known = useRef(firstKey);
  useLayoutEffect(() => {
    const before = known.current;
    known.current = firstKey;
    if (before === undefined || before === firstKey || frame.current === null) return;
    const comeBefore = items.findIndex((item) => keyOf(item) === before);
    frame.current.scrollTop = heldScroll(frame.current.scrollTop, rowHeight, comeBefore);
  }, [firstKey, items, keyOf, rowHeight]);

  const isNearEnd = view.top + view.height + nearPx > items.length * rowHeight;
  const latest = useRef(onNearEnd);
  latest.current = onNearEnd;
  // With the length: a page that was read may not have been enough.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the list has become longer
  useEffect(() => {
    if (isNearEnd) latest.current();
  }, [isNearEnd, items.length]);

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
    if (to === undefined || frame.current === null) return;
    event.preventDefault();
    const next = Math.min(Math.max(to, 0), last);
    const top = next * rowHeight;
    const { scrollTop, clientHeight } = frame.current;
    if (top < scrollTop) frame.current.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight) frame.current.scrollTop = top + rowHeight - clientHeight;
    setWanted(next);
  }

  return (
    <div
      ref={frame}
      onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
      className="min-h-0 flex-1 overflow-y-auto [overflow-anchor:none]"
    >
      <ul aria-label={label} onKeyDown={onKeyDown} className="relative" style={{ height: items.length * rowHeight }}>
        {items.slice(range.first, range.end).map((item, index) => {
          const at = range.first + index;
          return (
            <li
              key={keyOf(item)}
              data-at={at}
              aria-setsize={count ?? -1}
              aria-posinset={at + 1}
              className="absolute inset-x-0 flex items-center px-1.5"
              style={{ top: at * rowHeight, height: rowHeight }}
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
