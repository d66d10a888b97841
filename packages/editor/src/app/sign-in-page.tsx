import { pathAfterSignIn, type SignInFailure } from '@fabula/model';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useRef } from 'react';
import { RequestFailure } from '../data/http.ts';
import { signInWaysQuery, useSignIn } from '../data/session.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { EntranceField, EntranceForm } from './entrance-form.tsx';

export function SignInPage() {
  const { next, failed } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const signIn = useSignIn();
  const ways = useQuery(signInWaysQuery);
  const password = useRef<HTMLInputElement>(null);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signIn.mutate(
      { email: String(form.get('email') ?? ''), password: String(form.get('password') ?? '') },
      {
        onSuccess: () => void navigate({ href: pathAfterSignIn(next), reloadDocument: isElsewhere(next) }),
        onError: () => {
          password.current?.focus();
          password.current?.select();
        },
      },
    );
  }

  // What is tried here replaces what failed on the way back from the provider.
  const failure = signIn.error === null ? explainSingle(signIn.isIdle ? failed : undefined) : explain(signIn.error);
  return (
    <EntranceForm tab="Sign in" title="Sign in to Fabula" failure={failure} onSubmit={onSubmit}>
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
      {ways.data?.oidc && (
        <>
          <p className="flex items-center gap-3 text-xs text-ink-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
            or
          </p>
          <a
            href={`/api/oidc/sign-in?${new URLSearchParams({ next: pathAfterSignIn(next) })}`}
            className={buttonClass('secondary', 'h-10')}
          >
            Sign in with single sign-on
          </a>
        </>
      )}
    </EntranceForm>
  );
}

const singleFailures: Record<SignInFailure, string> = {
  away: 'The single sign-on provider cannot be reached. Try again in a moment, or sign in with your password.',
  expired: 'That sign-on took longer than ten minutes or began in another browser. Begin it again here.',
  refused: 'The single sign-on provider did not let you in. Try again; if it stays so, the server log says why.',
  unverified: 'The provider does not vouch for your email address. Confirm the address there, then sign in again.',
  unknown: 'Nobody here has the email address that the provider knows you by. Ask an owner of Fabula to invite you.',
};

function explainSingle(failed: SignInFailure | undefined): string | null {
  return failed === undefined ? null : singleFailures[failed];
}

function explain(failure: Error): string {
  if (failure instanceof RequestFailure && failure.status === 401) {
    return 'That email and password do not belong together. Check both; the one who installed Fabula can set a new password.';
  }
  return failure.message;
}

/** Pages of stories and prompts are served by themselves, outside the editor. */
function isElsewhere(next: string | undefined): boolean {
  return /^\/(?:pages|prompt)[/?]/.test(pathAfterSignIn(next));
}
