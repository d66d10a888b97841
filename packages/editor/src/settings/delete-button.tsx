import { Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

interface DeleteButtonProps {
  /** With its kind: "the resource Doors". */
  readonly what: string;
  /** What happens to whatever uses it. */
  readonly children: ReactNode;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly onDelete: () => void;
}

/** Deletes what the page is about, after asking. */
export function DeleteButton({ what, children, isPending, error, onDelete }: DeleteButtonProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <Trash2 /> Delete
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={`Delete ${what}?`}
        action="Delete"
        pending="Deleting…"
        isPending={isPending}
        error={error}
        onConfirm={onDelete}
      >
        {children}
      </ConfirmDialog>
    </>
  );
}
