import { CircleCheck, CircleX, Clock, RotateCw } from 'lucide-react';
import type { SyncedStory } from '../../data/sync-destinations.ts';
import { Chip } from '../../ui/chip.tsx';

/** How one story stands; by its words as well as its colour. */
type SyncStatusProps = Pick<SyncedStory, 'status' | 'pending' | 'synced_at'>;

export function SyncStatus({ status, pending, synced_at: syncedAt }: SyncStatusProps) {
  if (status === 'failed')
    return (
      <Chip tone="danger">
        <CircleX aria-hidden /> {pending ? 'failed, will be tried again' : 'failed'}
      </Chip>
    );
  if (pending)
    return (
      <Chip tone="accent">
        <RotateCw aria-hidden /> on its way
      </Chip>
    );
  if (status === 'synced')
    return (
      <Chip>
        <CircleCheck aria-hidden className="text-good" /> synced
      </Chip>
    );
  return (
    <Chip tone="warn">
      <Clock aria-hidden /> {syncedAt === null ? 'not synced yet' : 'changed since'}
    </Chip>
  );
}
