// biome-ignore-all lint/a11y/useSemanticElements: elements of tables cannot be drawn in parts
// biome-ignore-all lint/a11y/useFocusableInteractive: the cells take the focus, and the buttons in their heads
import { ChevronDown, Pencil, Rows2, Trash2 } from 'lucide-react';
import { Menu, MenuItem, MenuSeparator } from '../../../ui/menu.tsx';
import { type Column, wholeValue } from './table-value.ts';

interface ColumnHeadProps {
  readonly column: Column;
  readonly index: number;
  readonly width: number;
  readonly isReadOnly: boolean;
  readonly onRename: (name: string) => void;
  readonly onRemove: (name: string) => void;
}

export function ColumnHead({ column, index, width, isReadOnly, onRename, onRemove }: ColumnHeadProps) {
  const name = column === wholeValue ? 'Value' : column;
  return (
    <div
      role="columnheader"
      aria-colindex={index + 2}
      className="flex min-w-0 items-center border-l border-line"
      style={{ width }}
    >
      {isReadOnly || column === wholeValue ? (
        <span className="truncate px-2.5 text-xs font-medium" title={name}>
          {name}
        </span>
      ) : (
        <Menu
          align="start"
          trigger={
            <button
              type="button"
              title={name}
              className="flex h-full w-full min-w-0 items-center gap-1 px-2.5 text-left text-xs font-medium hover:bg-hover focus-visible:-outline-offset-2"
            >
              <span className="truncate">{name}</span>
              <ChevronDown aria-hidden className="ml-auto size-3.5 shrink-0 text-ink-faint" />
            </button>
          }
        >
          <MenuItem onSelect={() => onRename(column)}>
            <Pencil /> Rename the column…
          </MenuItem>
          <MenuSeparator />
          <MenuItem onSelect={() => onRemove(column)}>
            <Trash2 /> Delete the column
          </MenuItem>
        </Menu>
      )}
    </div>
  );
}

interface RowHeadProps {
  readonly row: number;
  readonly width: number;
  /** By Tab: the row of the cell with the focus alone. */
  readonly isReachable: boolean;
  readonly isReadOnly: boolean;
  readonly onAdd: (at: number) => void;
  readonly onRemove: (at: number) => void;
}

export function RowHead({ row, width, isReachable, isReadOnly, onAdd, onRemove }: RowHeadProps) {
  const look = 'h-full w-full text-xs text-ink-soft tabular-nums';
  return (
    <div role="rowheader" aria-colindex={1} className="sticky left-0 z-10 bg-sunken" style={{ width }}>
      {isReadOnly ? (
        <span className={`grid place-items-center ${look}`}>{row + 1}</span>
      ) : (
        <Menu
          align="start"
          trigger={
            <button
              type="button"
              aria-label={`Row ${row + 1}`}
              tabIndex={isReachable ? 0 : -1}
              className={`${look} hover:bg-hover focus-visible:-outline-offset-2`}
            >
              {row + 1}
            </button>
          }
        >
          <MenuItem onSelect={() => onAdd(row)}>
            <Rows2 /> Add a row above
          </MenuItem>
          <MenuItem onSelect={() => onAdd(row + 1)}>
            <Rows2 /> Add a row below
          </MenuItem>
          <MenuSeparator />
          <MenuItem onSelect={() => onRemove(row)}>
            <Trash2 /> Delete the row
          </MenuItem>
        </Menu>
      )}
    </div>
  );
}
