/** A list as a table to write in: what is above the cells, and what opens from them. */
import type { Value } from '@fabula/formula';
import { Columns3, Plus, Search, Undo2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { countText } from '../../../ui/amount.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ColumnDialog } from './column-dialog.tsx';
import { within } from './grid-keys.ts';
import { NestedDialog } from './nested-dialog.tsx';
import { readCells, withPasted } from './pasted.ts';
import { TableGrid } from './table-grid.tsx';
import {
  type Column,
  columnsOf,
  isOfObjects,
  type Rows,
  rowsWith,
  wholeValue,
  withCell,
  withColumnName,
  withEmptied,
  withNewColumn,
  withoutColumn,
  withoutRow,
  withRow,
} from './table-value.ts';

interface TableFieldProps {
  /** Spoken name. */
  readonly label: string;
  readonly rows: Rows;
  readonly onChange: (rows: Rows) => void;
  readonly isReadOnly: boolean;
}

type Open =
  | { readonly kind: 'column'; readonly renamed?: string }
  | { readonly kind: 'nested'; readonly row: number; readonly column: Column; readonly value: Value };

const mostSteps = 100;

export function TableField({ label, rows, onChange, isReadOnly }: TableFieldProps) {
  const [text, setText] = useState('');
  const [place, setPlace] = useState({ row: 0, column: 0 });
  /** Rises when the cell at `place` is to take the focus. */
  const [focusCount, setFocusCount] = useState(0);
  const [open, setOpen] = useState<Open>();
  const [past, setPast] = useState<readonly Rows[]>([]);
  const columns = useMemo(() => columnsOf(rows), [rows]);
  const shown = useMemo(() => rowsWith(rows, text), [rows, text]);
  const close = () => setOpen(undefined);

  function change(next: Rows) {
    if (next === rows) return;
    setPast((steps) => [...steps.slice(-mostSteps + 1), rows]);
    onChange(next);
  }

  function undo() {
    const before = past.at(-1);
    if (before === undefined) return;
    setPast((steps) => steps.slice(0, -1));
    onChange(before);
  }

  function goTo(row: number, column: number) {
    setPlace({ row, column });
    setFocusCount((count) => count + 1);
  }

  /** A row that was just made may not be like what is searched for. */
  function addRow(at: number) {
    change(withRow(rows, at));
    setText('');
    goTo(at, 0);
  }

  function removeRow(at: number) {
    change(withoutRow(rows, at));
    goTo(Math.max(0, Math.min(place.row, shown.length - 2)), place.column);
  }

  function paste(at: number, column: Column, pasted: string) {
    change(withPasted(rows, at, column, readCells(pasted)));
    setText('');
    goTo(at, place.column);
  }

  const canHaveColumns = rows.length === 0 || isOfObjects(rows);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <div className="relative min-w-40 flex-1 sm:max-w-64">
          <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-faint" aria-hidden />
          <input
            type="search"
            aria-label={`Search in ${label}`}
            placeholder="Search in the rows"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              // It finds while one types; Enter would save the page.
              if (event.key === 'Enter') event.preventDefault();
            }}
            className="h-9 w-full rounded-lg border border-line-strong bg-surface pr-3 pl-9"
          />
        </div>
        <span role="status" className="text-xs text-ink-soft">
          {shown.length === rows.length
            ? countText(rows.length, 'row', 'rows')
            : `${shown.length} of ${countText(rows.length, 'row', 'rows')}`}
        </span>
        {!isReadOnly && (
          <div className="ml-auto flex items-center gap-2">
            <IconButton label="Undo in the table" disabled={past.length === 0} onClick={undo}>
              <Undo2 />
            </IconButton>
            {canHaveColumns && (
              <Button onClick={() => setOpen({ kind: 'column' })}>
                <Columns3 aria-hidden /> Add column
              </Button>
            )}
            <Button onClick={() => addRow(rows.length)}>
              <Plus aria-hidden /> Add row
            </Button>
          </div>
        )}
      </div>
      <TableGrid
        label={label}
        rows={rows}
        columns={columns}
        shown={shown}
        place={within(place, { rows: shown.length, columns: columns.length })}
        focusCount={focusCount}
        onPlace={setPlace}
        isReadOnly={isReadOnly}
        onCell={(at, column, value) => change(withCell(rows, at, column, value))}
        onEmpty={(at, column) => change(withEmptied(rows, at, column))}
        onPaste={paste}
        onUndo={undo}
        onAddRow={addRow}
        onRemoveRow={removeRow}
        onRenameColumn={(renamed) => setOpen({ kind: 'column', renamed })}
        onRemoveColumn={(name) => change(withoutColumn(rows, name))}
        onNested={(row, column, value) => setOpen({ kind: 'nested', row, column, value })}
      />
      {!isReadOnly && (
        <p className="text-xs text-ink-soft">
          Enter opens a cell, Tab or Enter leaves it. Cells that were copied in a spreadsheet can be pasted here.
        </p>
      )}
      {open?.kind === 'column' && (
        <ColumnDialog
          rows={rows}
          renamed={open.renamed}
          onClose={close}
          onDone={(name) => {
            change(open.renamed === undefined ? withNewColumn(rows, name) : withColumnName(rows, open.renamed, name));
            close();
          }}
        />
      )}
      {open?.kind === 'nested' && (
        <NestedDialog
          title={open.column === wholeValue ? `Row ${open.row + 1}` : `${open.column} in row ${open.row + 1}`}
          value={open.value}
          isReadOnly={isReadOnly}
          onClose={() => {
            close();
            goTo(place.row, place.column);
          }}
          onDone={(value) => {
            change(withCell(rows, open.row, open.column, value));
            close();
            goTo(place.row, place.column);
          }}
        />
      )}
    </div>
  );
}
