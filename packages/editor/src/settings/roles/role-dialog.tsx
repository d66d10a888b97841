import { type FormEvent, useState } from 'react';
import { otherProblem, problemAt } from '../../data/failure.ts';
import { type CustomRole, useSaveRole } from '../../data/roles.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';

interface RoleDialogProps {
  /** null: a new one. */
  readonly role: CustomRole | null;
  readonly permissions: readonly { readonly name: string; readonly description: string }[];
  readonly onClose: () => void;
}

/** Whoever has a role in a team sees the team. */
const always = 'team:read';

export function RoleDialog({ role, permissions, onClose }: RoleDialogProps) {
  const save = useSaveRole(role?.id ?? null);
  const [held, setHeld] = useState<ReadonlySet<string>>(() => new Set([always, ...(role?.permissions ?? [])]));

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    save.mutate(
      { name: String(form.get('name')).trim(), description: String(form.get('description')), permissions: [...held] },
      { onSuccess: onClose },
    );
  }

  function toggle(name: string, isHeld: boolean) {
    const next = new Set(held);
    if (isHeld) next.add(name);
    else next.delete(name);
    setHeld(next);
  }

  const problem = otherProblem(save.error, ['name', 'description']);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="wide"
      title={role === null ? 'New role' : `Role ${role.name}`}
      {...(role === null || role.member_count === 0
        ? {}
        : { description: 'A change holds at once for everybody who has it.' })}
    >
      <form onSubmit={onSubmit} className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="Name"
            error={problemAt(save.error, 'name')}
            name="name"
            required
            maxLength={255}
            defaultValue={role?.name}
          />
          <TextField
            label="Description"
            isOptional
            error={problemAt(save.error, 'description')}
            name="description"
            maxLength={1_000}
            defaultValue={role?.description}
          />
        </div>
        <fieldset>
          <legend className="pb-2 text-xs font-medium">Whoever has it may</legend>
          <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
            {permissions.map(({ name, description }) => (
              <label key={name} className="flex items-start gap-2.5 text-[0.8125rem]">
                <input
                  type="checkbox"
                  checked={held.has(name)}
                  disabled={name === always}
                  onChange={(event) => toggle(name, event.target.checked)}
                  className="mt-0.5 size-4 shrink-0 accent-(--accent)"
                />
                {description}
              </label>
            ))}
          </div>
        </fieldset>
        {problem !== null && <Notice tone="danger">{problem}</Notice>}
        <Button type="submit" look="primary" disabled={save.isPending} className="self-end">
          {save.isPending ? 'Saving…' : role === null ? 'Create' : 'Save'}
        </Button>
      </form>
    </Dialog>
  );
}
