import type { FormEvent } from 'react';
import { otherProblem, problemAt } from '../../data/failure.ts';
import { type SyncDestination, useUpdateSyncDestination } from '../../data/sync-destinations.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';

interface KeyDialogProps {
  readonly destination: SyncDestination;
  readonly onClose: () => void;
}

/** Another key for the other tenant. It is tried before it takes the place of the one that is there. */
export function KeyDialog({ destination, onClose }: KeyDialogProps) {
  const update = useUpdateSyncDestination(destination.id);
  const field = 'destination_tenant_api_key';
  const problem = otherProblem(update.error, [field]);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const key = String(new FormData(event.currentTarget).get('key')).trim();
    update.mutate({ [field]: key }, { onSuccess: onClose });
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="New key"
      description="It is tried at the destination first. The former one is used until then, and forgotten afterwards."
    >
      <form onSubmit={onSubmit} className="flex flex-col gap-4">
        <TextField
          label="API key of the team there"
          error={problemAt(update.error, field)}
          name="key"
          type="password"
          required
          autoComplete="new-password"
        />
        {problem !== null && <Notice tone="danger">{problem}</Notice>}
        <Button type="submit" look="primary" disabled={update.isPending} className="self-end">
          {update.isPending ? 'Trying it…' : 'Take this one'}
        </Button>
      </form>
    </Dialog>
  );
}
