import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { otherProblem, problemAt } from '../../data/failure.ts';
import { sessionQuery, useUpdateProfile } from '../../data/session.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Section } from './section.tsx';

const names = [
  { name: 'first_name', label: 'First name', autoComplete: 'given-name' },
  { name: 'last_name', label: 'Last name', autoComplete: 'family-name' },
] as const;

export function NameSection() {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const update = useUpdateProfile();
  if (!user) return null;

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    update.mutate({ first_name: String(form.get('first_name')), last_name: String(form.get('last_name')) });
  }

  const problem = otherProblem(
    update.error,
    names.map(({ name }) => name),
  );
  return (
    <Section title="Your name" lead={`You sign in as ${user.email}.`}>
      <form onSubmit={onSubmit} onChange={() => update.reset()} className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          {names.map(({ name, label, autoComplete }) => (
            <TextField
              key={name}
              label={label}
              error={problemAt(update.error, name)}
              name={name}
              autoComplete={autoComplete}
              maxLength={255}
              defaultValue={user[name]}
            />
          ))}
        </div>
        {problem !== null && <Notice tone="danger">{problem}</Notice>}
        <div className="flex items-center justify-end gap-3">
          <span role="status" className="text-xs text-ink-soft">
            {update.isSuccess && 'Saved'}
          </span>
          <Button type="submit" disabled={update.isPending}>
            {update.isPending ? 'Saving…' : 'Save the name'}
          </Button>
        </div>
      </form>
    </Section>
  );
}
