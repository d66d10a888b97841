import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useRef } from 'react';
import { RequestFailure } from '../data/http.ts';
import { useSignIn } from '../data/session.ts';
import { Button } from '../ui/button.tsx';
import { EntranceField, EntranceForm } from './entrance-form.tsx';

export function SignInPage() {
  const { next } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const signIn = useSignIn();
  const password = useRef<HTMLInputElement>(null);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signIn.mutate(
      { email: String(form.get('email') ?? ''), password: String(form.get('password') ?? '') },
      {
        onSuccess: () => void navigate({ href: safeNext(next), reloadDocument: isElsewhere(next) }),
        onError: () => {
          password.current?.focus();
          password.current?.select();
        },
      },
    );
  }

  const failure = signIn.error;
  return (
    <EntranceForm title="Sign in to Fabula" failure={failure === null ? null : explain(failure)} onSubmit={onSubmit}>
      <EntranceField label="Email" name="email" type="email" autoComplete="username" autoFocus />
      <EntranceField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        inputRef={password}
      />
      <Button type="submit" look="primary" disabled={signIn.isPending} className="mt-1 h-10">
        {signIn.isPending ? 'Signing in…' : 'Sign in'}
      </Button>
    </EntranceForm>
  );
}

function explain(failure: Error): string {
  if (failure instanceof RequestFailure && failure.status === 401) {
    return 'That email and password do not belong together. Check both; the one who installed Fabula can set a new password.';
  }
  return failure.message;
}

/** Only addresses of this editor: `//elsewhere.example` would lead away from it. */
function safeNext(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/stories';
}

/** Pages of stories and prompts are served by themselves, outside the editor. */
function isElsewhere(next: string | undefined): boolean {
  return /^\/(?:pages|prompt)[/?]/.test(safeNext(next));
}
