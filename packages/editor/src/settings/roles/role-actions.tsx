import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type CustomRole, useDeleteRole } from '../../data/roles.ts';
import { IconButton } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';

interface RoleActionsProps {
  readonly role: CustomRole;
  readonly onEdit: () => void;
}

export function RoleActions({ role, onEdit }: RoleActionsProps) {
  const [isAsking, setAsking] = useState(false);
  const remove = useDeleteRole(role.id);
  return (
    <>
      <IconButton label={`Change ${role.name}`} onClick={onEdit}>
        <Pencil />
      </IconButton>
      <IconButton label={`Delete ${role.name}`} onClick={() => setAsking(true)}>
        <Trash2 />
      </IconButton>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={`Delete the role ${role.name}?`}
        action="Delete"
        pending="Deleting…"
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => setAsking(false) })}
      >
        <p>It can only go when nobody has it any longer.</p>
      </ConfirmDialog>
    </>
  );
}
