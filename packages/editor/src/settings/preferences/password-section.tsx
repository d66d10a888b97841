import type { FormEvent } from 'react';
import { otherProblem, problemAt } from '../../data/failure.ts';
import { useUpdateProfile } from '../../data/session.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Section } from './section.tsx';

const fields = [
  { name: 'current_password', label: 'Password now', autoComplete: 'current-password' },
  { name: 'password', label: 'New password', autoComplete: 'new-password', help: 'At least 12 characters.' },
] as const;

export function PasswordSection() {
  const update = useUpdateProfile();

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const written = new FormData(form);
    update.mutate(
      { current_password: String(written.get('current_password')), password: String(written.get('password')) },
      { onSuccess: () => form.reset() },
    );
  }

  const problem = otherProblem(
    update.error,
    fields.map(({ name }) => name),
  );
  return (
    <Section title="Password" lead="With another password you are signed out everywhere but here.">
      <form onSubmit={onSubmit} className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          {fields.map(({ name, label, autoComplete, ...rest }) => (
            <TextField
              key={name}
              label={label}
              error={problemAt(update.error, name)}
              {...rest}
              name={name}
              type="password"
              required
              autoComplete={autoComplete}
            />
          ))}
        </div>
        {problem !== null && <Notice tone="danger">{problem}</Notice>}
        {update.isSuccess && <Notice tone="good">From now on the new password lets you in.</Notice>}
        <Button type="submit" disabled={update.isPending} className="self-end">
          {update.isPending ? 'Changing…' : 'Change the password'}
        </Button>
      </form>
    </Section>
  );
}
