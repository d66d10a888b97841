/** The draft takes the place of what is live. */
import { type FormEvent, useState } from 'react';
import { type DraftPlace, usePromote } from '../data/change-request.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { Switch } from '../ui/switch.tsx';
import { TextField } from '../ui/text-field.tsx';

interface PromoteDialogProps {
  readonly place: DraftPlace;
  readonly draftName: string;
  readonly requestId: number;
  /** Nobody has approved, and somebody must have: it needs a reason, and everybody can read it. */
  readonly isUnapproved: boolean;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onPromoted: () => void;
}

export function PromoteDialog({ isOpen, onClose, draftName, ...rest }: PromoteDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Promote “${draftName}”?`}
      description="What the draft holds becomes live at once. What is live now is kept as a version, so that you can go back."
    >
      <PromoteForm {...rest} onClose={onClose} />
    </Dialog>
  );
}

function PromoteForm({
  place,
  requestId,
  isUnapproved,
  onClose,
  onPromoted,
}: Omit<PromoteDialogProps, 'isOpen' | 'draftName'>) {
  const promote = usePromote(place);
  const [deletesDraft, setDeletesDraft] = useState(true);
  const [reason, setReason] = useState('');
  const isReady = !isUnapproved || reason.trim() !== '';
  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!isReady || promote.isPending) return;
    const bypass = isUnapproved ? { bypassReason: reason.trim() } : {};
    // Not a callback of `mutate`: with its draft this form may be gone before everything is read again.
    promote.mutateAsync({ id: requestId, deletesDraft, ...bypass }).then(onPromoted, () => undefined);
  }
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      {isUnapproved && (
        <>
          <Notice tone="warn" title="Nobody has approved this.">
            Promoting it all the same is written down in the audit log, with your name and your reason.
          </Notice>
          <TextField
            label="Why can it not wait?"
            type="text"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </>
      )}
      <Switch words="Delete the draft afterwards" isOn={deletesDraft} onChange={setDeletesDraft} />
      {promote.error !== null && <Notice tone="danger">{promote.error.message}</Notice>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look={isUnapproved ? 'danger' : 'primary'} disabled={!isReady || promote.isPending}>
          {promote.isPending ? 'Promoting…' : isUnapproved ? 'Promote without approval' : 'Promote'}
        </Button>
      </div>
    </form>
  );
}
