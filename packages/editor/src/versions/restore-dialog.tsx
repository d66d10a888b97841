/** Asks before a version is written over what is open. */
import type { StoryPlace } from '../data/editing.ts';
import { useRestoreVersion, type Version } from '../data/versions.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

interface RestoreDialogProps {
  readonly place: StoryPlace;
  readonly version: Version;
  readonly name: string;
  readonly onClose: () => void;
  readonly onRestored: () => void;
}

export function RestoreDialog({ place, version, name, onClose, onRestored }: RestoreDialogProps) {
  const restore = useRestoreVersion(place);
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Restore “${name}”?`}
      action="Restore it"
      pending="Restoring…"
      isPending={restore.isPending}
      error={restore.error}
      isDestructive={false}
      onConfirm={() =>
        restore.mutate(version.id, {
          onSuccess: () => {
            onRestored();
            onClose();
          },
        })
      }
    >
      {place.draftId === null ? 'The live story' : 'This draft'} becomes what it was then. Actions that are there now
      and were not then go, with their events; the others keep theirs, and their addresses. What is there now is kept as
      a version first.
    </ConfirmDialog>
  );
}
