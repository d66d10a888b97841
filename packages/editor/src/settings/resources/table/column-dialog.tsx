import { type FormEvent, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { columnProblem, type Rows } from './table-value.ts';

interface ColumnDialogProps {
  readonly rows: Rows;
  /** The name that it has; undefined: it is a new column. */
  readonly renamed: string | undefined;
  readonly onClose: () => void;
  readonly onDone: (name: string) => void;
}

export function ColumnDialog({ rows, renamed, onClose, onDone }: ColumnDialogProps) {
  const [name, setName] = useState(renamed ?? '');
  const [isTried, setTried] = useState(false);
  const problem = columnProblem(rows, name, renamed ?? null);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    // The page around it is a form as well.
    event.stopPropagation();
    setTried(true);
    if (problem === null) onDone(name);
  }

  return (
    <Dialog isOpen onClose={onClose} title={renamed === undefined ? 'New column' : `Rename ${renamed}`}>
      <form onSubmit={onSubmit} className="flex flex-col gap-4">
        <TextField
          label="Name of the column"
          help="Formulas read a cell by it."
          error={isTried ? (problem ?? undefined) : undefined}
          type="text"
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            {renamed === undefined ? 'Add the column' : 'Rename'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
