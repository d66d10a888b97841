// biome-ignore-all lint/a11y/useSemanticElements: elements of tables cannot be drawn in parts
// biome-ignore-all lint/a11y/useFocusableInteractive: the cells take the focus, and the buttons in their heads
/** The cells of a table. Only rows near what is seen are drawn; the cell with the focus always is. */
import type { Value } from '@fabula/formula';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { type CellKind, cellText, kindOfCell } from './cell-kind.ts';
import { type CellPlace, placeAfter, within } from './grid-keys.ts';
import { TableCell } from './table-cell.tsx';
import { ColumnHead, RowHead } from './table-heads.tsx';
import { type Column, cellAt, kindOfColumn, type Rows, wholeValue } from './table-value.ts';

interface TableGridProps {
  readonly label: string;
  readonly rows: Rows;
  readonly columns: readonly Column[];
  /** Positions of the rows that are shown. */
  readonly shown: readonly number[];
  /** The cell that the keys are for, among the rows that are shown. */
  readonly place: CellPlace;
  readonly focusCount: number;
  readonly onPlace: (place: CellPlace) => void;
  readonly isReadOnly: boolean;
  readonly onCell: (at: number, column: Column, value: Value) => void;
  readonly onEmpty: (at: number, column: Column) => void;
  readonly onPaste: (at: number, column: Column, text: string) => void;
  readonly onUndo: () => void;
  readonly onAddRow: (at: number) => void;
  readonly onRemoveRow: (at: number) => void;
  readonly onRenameColumn: (name: string) => void;
  readonly onRemoveColumn: (name: string) => void;
  /** Opens a value that has no room in a cell. */
  readonly onNested: (at: number, column: Column, value: Value) => void;
}

const rowHeight = 36;
const headWidth = 56;

export function TableGrid(props: TableGridProps) {
  const { label, rows, columns, shown, place, focusCount, onPlace, isReadOnly, onNested } = props;
  const frame = useRef<HTMLDivElement>(null);
  /** The text that the open cell begins with; null: no cell is open. */
  const [opened, setOpened] = useState<{ readonly text?: string } | null>(null);
  const [moves, setMoves] = useState(0);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    paddingStart: rowHeight,
    scrollPaddingStart: rowHeight,
    rangeExtractor: (range) => {
      const drawn = defaultRangeExtractor(range);
      return place.row < range.count && !drawn.includes(place.row)
        ? [...drawn, place.row].sort((one, other) => one - other)
        : drawn;
    },
  });
  const widths = useMemo(() => columns.map((column) => widthOf(rows, column)), [rows, columns]);
  const width = headWidth + widths.reduce((sum, each) => sum + each, 0);
  const at = shown[place.row];
  const column = columns[place.column];
  const target = at === undefined || column === undefined ? null : { at, column };

  // Once the cell that is meant is drawn.
  const asked = focusCount + moves;
  const answered = useRef(0);
  useEffect(() => {
    if (asked === answered.current || opened !== null) return;
    const cell = frame.current?.querySelector<HTMLElement>(`[data-cell="${place.row} ${place.column}"]`);
    if (!cell) return virtual.scrollToIndex(place.row);
    answered.current = asked;
    cell.focus({ preventScroll: true });
    virtual.scrollToIndex(place.row);
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  function move(to: CellPlace) {
    onPlace(within(to, { rows: shown.length, columns: columns.length }));
    setMoves((count) => count + 1);
  }

  function openCell(text?: string) {
    if (target === null) return;
    const value = cellAt(rows, target.at, target.column);
    if (kindOfCell(value) === 'json' && value !== undefined) return onNested(target.at, target.column, value);
    if (!isReadOnly) setOpened(text === undefined ? {} : { text });
  }

  function finish(value: Value | undefined, step: 'stay' | 'down' | 'left' | 'right') {
    setOpened(null);
    if (target !== null && value !== undefined) props.onCell(target.at, target.column, value);
    const { row, column: across } = place;
    move({
      row: step === 'down' ? row + 1 : row,
      column: step === 'right' ? across + 1 : step === 'left' ? across - 1 : across,
    });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (opened !== null || !isCell(event.target)) return;
    const isCtrl = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor((frame.current?.clientHeight ?? 0) / rowHeight) - 2);
    const next = placeAfter({ key: event.key, isCtrl }, place, { rows: shown.length, columns: columns.length, page });
    const isText = event.key.length === 1 && !isCtrl && !event.altKey;
    if (next !== null) move(next);
    else if (event.key === 'Enter' || event.key === 'F2') openCell();
    else if (isReadOnly || target === null) return;
    else if (event.key === 'Delete' || event.key === 'Backspace') props.onEmpty(target.at, target.column);
    else if (isCtrl && event.key === 'z') props.onUndo();
    else if (isText) openCell(event.key);
    else return;
    event.preventDefault();
  }

  function onPaste(event: ClipboardEvent) {
    const text = event.clipboardData.getData('text/plain');
    if (opened !== null || isReadOnly || !isCell(event.target) || text === '') return;
    event.preventDefault();
    props.onPaste(target?.at ?? 0, target?.column ?? wholeValue, text);
  }

  function onCopy(event: ClipboardEvent) {
    if (opened !== null || target === null || !isCell(event.target)) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', cellText(cellAt(rows, target.at, target.column)));
  }

  return (
    <div
      ref={frame}
      role="grid"
      aria-label={label}
      aria-rowcount={shown.length + 1}
      aria-colcount={columns.length + 1}
      aria-readonly={isReadOnly}
      // Where no cell can take the focus, the table does: what is copied can still be pasted.
      tabIndex={shown.length === 0 ? 0 : -1}
      data-empty={shown.length === 0 ? '' : undefined}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
      onCopy={onCopy}
      className="max-h-[60vh] min-h-24 overflow-auto rounded-lg border border-line-strong bg-surface"
    >
      <div className="relative" style={{ width, minWidth: '100%', height: virtual.getTotalSize() }}>
        <div role="row" aria-rowindex={1} className="sticky top-0 z-20 flex h-9 border-b border-line bg-sunken">
          <div
            role="columnheader"
            aria-colindex={1}
            className="sticky left-0 z-10 bg-sunken"
            style={{ width: headWidth }}
          >
            <span className="sr-only">Row</span>
          </div>
          {columns.map((each, index) => (
            <ColumnHead
              key={each ?? ''}
              column={each}
              index={index}
              width={widths[index] ?? 0}
              isReadOnly={isReadOnly}
              onRename={props.onRenameColumn}
              onRemove={props.onRemoveColumn}
            />
          ))}
        </div>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = shown[index];
          if (row === undefined) return null;
          const isHere = index === place.row;
          return (
            <div
              key={row}
              role="row"
              aria-rowindex={index + 2}
              className="absolute left-0 flex min-w-full border-b border-line"
              style={{ top: start, height: rowHeight, width, zIndex: isHere ? 10 : undefined }}
            >
              <RowHead
                row={row}
                width={headWidth}
                isReachable={isHere}
                isReadOnly={isReadOnly}
                onAdd={props.onAddRow}
                onRemove={props.onRemoveRow}
              />
              {columns.map((each, across) => {
                const isChosen = isHere && across === place.column;
                return (
                  <TableCell
                    key={each ?? ''}
                    value={cellAt(rows, row, each)}
                    at={`${index} ${across}`}
                    index={across}
                    name={each === wholeValue ? `Row ${row + 1}` : `${each} in row ${row + 1}`}
                    width={widths[across] ?? 0}
                    isChosen={isChosen}
                    opened={isChosen ? opened : null}
                    kindWhenEmpty={() => kindForEmpty(rows, each)}
                    onChoose={() => {
                      if (!isChosen) setOpened(null);
                      onPlace({ row: index, column: across });
                    }}
                    onOpen={() => openCell()}
                    onFinish={finish}
                    onNested={(value) => {
                      setOpened(null);
                      onNested(row, each, value);
                    }}
                  />
                );
              })}
            </div>
          );
        })}
      </div>
      {shown.length === 0 && (
        <p className="px-3 py-2.5 text-ink-soft">
          {rows.length > 0 ? 'No row holds that.' : 'No rows yet. Add one, or paste cells from a spreadsheet here.'}
        </p>
      )}
    </div>
  );
}

/** The focus is on a cell, or on a table without one: not on a menu of it, and not in an open cell. */
function isCell(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement && (target.dataset['cell'] !== undefined || target.dataset['empty'] !== undefined)
  );
}

/** What is typed where there is nothing is most likely what the column holds already. */
function kindForEmpty(rows: Rows, column: Column): CellKind {
  const kind = kindOfColumn(rows, column);
  return kind === 'null' || kind === 'json' ? 'text' : kind;
}

const sampled = 60;

/** Pixels: enough for what stands in the first rows, and not more than can be read at once. */
function widthOf(rows: Rows, column: Column): number {
  const lengths = rows.slice(0, sampled).map((_, at) => cellText(cellAt(rows, at, column)).length);
  const letters = Math.max(...lengths, (column?.length ?? 5) + 4);
  return Math.max(104, Math.min(letters * 7.5 + 28, 320));
}
