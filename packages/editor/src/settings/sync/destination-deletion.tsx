import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type SyncDestination, useDeleteSyncDestination } from '../../data/sync-destinations.ts';
import { DeleteButton } from '../delete-button.tsx';

interface DestinationDeletionProps {
  readonly destination: SyncDestination;
  readonly name: string;
}

export function DestinationDeletion({ destination, name }: DestinationDeletionProps) {
  const [keeps, setKeeps] = useState(true);
  const remove = useDeleteSyncDestination(destination.id);
  const navigate = useNavigate();
  const copies = destination.subscriptions.map(({ story }) => story.name);
  return (
    <DeleteButton
      what={`the destination ${name}`}
      isPending={remove.isPending}
      error={remove.error}
      onDelete={() =>
        remove.mutate(keeps, {
          onSuccess: () => navigate({ to: '/settings/sync', search: ({ team }) => ({ team }) }),
        })
      }
    >
      {copies.length === 0 ? (
        <p>It has no copies.</p>
      ) : (
        <fieldset className="flex flex-col gap-2 text-ink">
          <legend className="pb-2">What becomes of the copies of {copies.join(', ')}?</legend>
          {[
            { keep: true, words: 'They stay there, as stories of their own' },
            { keep: false, words: 'They are deleted there, with their events' },
          ].map(({ keep, words }) => (
            <label key={words} className="flex items-center gap-2.5">
              <input
                type="radio"
                name="copies"
                checked={keeps === keep}
                onChange={() => setKeeps(keep)}
                className="size-4 accent-(--accent)"
              />
              {words}
            </label>
          ))}
        </fieldset>
      )}
    </DeleteButton>
  );
}
