import { type Folder, useDeleteFolder } from '../../data/folders.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { afterDeletion } from './folder-rows.ts';

interface DeleteFolderDialogProps {
  readonly folder: Folder;
  readonly folders: readonly Folder[];
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

export function DeleteFolderDialog({ folder, folders, onClose, onDeleted }: DeleteFolderDialogProps) {
  const remove = useDeleteFolder();
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Delete the folder “${folder.name}”?`}
      action="Delete the folder"
      pending="Deleting…"
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() =>
        void remove.mutateAsync(folder.id).then(
          () => {
            onDeleted();
            onClose();
          },
          // The dialog shows why.
          () => undefined,
        )
      }
    >
      {afterDeletion(folders, folder)}
    </ConfirmDialog>
  );
}
