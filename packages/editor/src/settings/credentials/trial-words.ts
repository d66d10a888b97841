import type { CredentialMode, CredentialTrial } from '../../data/credentials.ts';

/** How far a trial got, as a heading. */
export function headingOf({ status, checked }: Pick<CredentialTrial, 'status' | 'checked'>): string {
  if (status === 'failed') return 'It cannot be used as it is';
  return checked === 'opened' ? 'It is complete' : 'It can be used';
}

/** What to do next; null: nothing. */
export function adviceOf({ status }: Pick<CredentialTrial, 'status'>, mode: CredentialMode): string | null {
  if (status === 'usable') return null;
  switch (mode) {
    case 'OAUTH':
      return 'Put right what it says and save. Where somebody signs in at the provider, saving gives a new link for that.';
    case 'HTTP_REQUEST_AGENT':
    case 'MULTI_REQUEST':
      return 'Put right its requests and where the token is found in their answers, save, and try again.';
    default:
      return 'Write the value anew, save, and try again.';
  }
}

/** Why it cannot be tried; null: it can. */
export function whyNotTried(mayWrite: boolean, hasChanges: boolean): string | null {
  if (!mayWrite) return 'Trying it needs the right to change credentials.';
  if (hasChanges) return 'What is saved is tried: save your changes first.';
  return null;
}
