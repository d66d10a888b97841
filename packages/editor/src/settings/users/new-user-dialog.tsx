import { type FormEvent, useState } from 'react';
import { otherProblem, problemAt } from '../../data/failure.ts';
import { useCreateUser } from '../../data/users.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { InvitationLink } from '../members/invitation-link.tsx';

interface NewUserDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function NewUserDialog({ isOpen, onClose }: NewUserDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="New user"
      description="They choose a password by the link of their invitation. Put them into teams afterwards, under Members."
    >
      <NewUserForm onClose={onClose} />
    </Dialog>
  );
}

const texts = [
  { name: 'email', label: 'E-mail address', type: 'email', isOptional: false },
  { name: 'first_name', label: 'First name', type: 'text', isOptional: true },
  { name: 'last_name', label: 'Last name', type: 'text', isOptional: true },
] as const;

function NewUserForm({ onClose }: Pick<NewUserDialogProps, 'onClose'>) {
  const create = useCreateUser();
  const [isOwner, setOwner] = useState(false);
  if (create.data !== undefined) return <InvitationLink person={create.data} onClose={onClose} />;

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name)).trim();
    create.mutate({
      email: text('email'),
      first_name: text('first_name'),
      last_name: text('last_name'),
      admin: isOwner,
    });
  }

  const problem = otherProblem(
    create.error,
    texts.map(({ name }) => name),
  );
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      {texts.map(({ name, label, type, isOptional }) => (
        <TextField
          key={name}
          label={label}
          isOptional={isOptional}
          error={problemAt(create.error, name)}
          name={name}
          type={type}
          required={!isOptional}
          autoComplete="off"
        />
      ))}
      <Switch words="Owner: may do everything, in every team" isOn={isOwner} onChange={setOwner} />
      {problem !== null && <Notice tone="danger">{problem}</Notice>}
      <Button type="submit" look="primary" disabled={create.isPending} className="self-end">
        {create.isPending ? 'Inviting…' : 'Invite'}
      </Button>
    </form>
  );
}
