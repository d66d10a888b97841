import { useNavigate, useSearch } from '@tanstack/react-router';
import { CircleAlert } from 'lucide-react';
import { type FormEvent, type Ref, useId, useRef } from 'react';
import { RequestFailure } from '../data/http.ts';
import { useSignIn } from '../data/session.ts';
import { Button } from '../ui/button.tsx';
import { Mark } from './brand.tsx';

export function SignInPage() {
  const { next } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const signIn = useSignIn();
  const password = useRef<HTMLInputElement>(null);
  const alertId = useId();

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
    <main className="flex min-h-full items-center justify-center bg-canvas p-4">
      <title>Sign in · Fabula</title>
      <div className="w-full max-w-sm">
        <div className="mb-7 flex flex-col items-center gap-4">
          <Mark className="size-11" />
          <h1 className="text-xl font-medium tracking-tight">Sign in to Fabula</h1>
        </div>
        <form
          onSubmit={onSubmit}
          className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-6 shadow-card"
          aria-describedby={failure === null ? undefined : alertId}
        >
          {failure !== null && (
            <div id={alertId} role="alert" className="flex gap-2.5 rounded-lg bg-danger-soft p-3 text-danger">
              <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
              <p>{explain(failure)}</p>
            </div>
          )}
          <Field label="Email" name="email" type="email" autoComplete="username" autoFocus />
          <Field label="Password" name="password" type="password" autoComplete="current-password" inputRef={password} />
          <Button type="submit" look="primary" disabled={signIn.isPending} className="mt-1 h-10">
            {signIn.isPending ? 'Signing in…' : 'Sign in'}
          </Button>
        </form>
      </div>
    </main>
  );
}

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly type: 'email' | 'password';
  readonly autoComplete: string;
  readonly autoFocus?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
}

function Field({ label, inputRef, ...input }: FieldProps) {
  return (
    <label className="flex flex-col gap-1.5 font-medium">
      {label}
      <input
        {...input}
        ref={inputRef}
        required
        className="h-10 rounded-lg border border-line-strong bg-surface px-3 font-normal outline-offset-0 focus-visible:border-focus"
      />
    </label>
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
