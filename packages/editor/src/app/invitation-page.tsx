/** Where the link of an invitation leads. Its token stands behind the #, so that no server on the way writes it down. */
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useRef } from 'react';
import { RequestFailure } from '../data/http.ts';
import { useAcceptInvitation } from '../data/session.ts';
import { Button } from '../ui/button.tsx';
import { EntranceField, EntranceForm } from './entrance-form.tsx';

const shortestPassword = 12;

export function InvitationPage() {
  const navigate = useNavigate();
  const accept = useAcceptInvitation();
  const password = useRef<HTMLInputElement>(null);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const textOf = (name: string) => String(form.get(name) ?? '');
    accept.mutate(
      {
        token: window.location.hash.slice(1),
        password: textOf('password'),
        first_name: textOf('first_name'),
        last_name: textOf('last_name'),
      },
      {
        onSuccess: () => void navigate({ to: '/sign-in', search: {} }),
        onError: () => password.current?.focus(),
      },
    );
  }

  return (
    <EntranceForm
      tab="Welcome"
      title="Welcome to Fabula"
      failure={accept.error === null ? null : explain(accept.error)}
      onSubmit={onSubmit}
    >
      <EntranceField label="First name" name="first_name" type="text" autoComplete="given-name" isOptional autoFocus />
      <EntranceField label="Last name" name="last_name" type="text" autoComplete="family-name" isOptional />
      <EntranceField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={shortestPassword}
        hint={`At least ${shortestPassword} characters.`}
        inputRef={password}
      />
      <Button type="submit" look="primary" disabled={accept.isPending} className="mt-1 h-10">
        {accept.isPending ? 'Saving…' : 'Set password'}
      </Button>
      <p className="text-center text-xs text-ink-faint">
        Already done?{' '}
        <Link to="/sign-in" search={{}} className="underline">
          Sign in
        </Link>
      </p>
    </EntranceForm>
  );
}

function explain(failure: Error): string {
  if (failure instanceof RequestFailure && failure.status === 404) {
    return 'This invitation was used already, or is out of date. Ask whoever invited you to send it again.';
  }
  return failure.message;
}
