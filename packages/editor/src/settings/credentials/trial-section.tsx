/** Tries a credential out, and says what came of it and what to do. */
import { FlaskConical } from 'lucide-react';
import { useId } from 'react';
import { type Credential, useTryCredential } from '../../data/credentials.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { adviceOf, headingOf, whyNotTried } from './trial-words.ts';

interface TrialSectionProps {
  readonly credential: Credential;
  readonly mayWrite: boolean;
  readonly hasChanges: boolean;
}

export function TrialSection({ credential, mayWrite, hasChanges }: TrialSectionProps) {
  const trial = useTryCredential(credential.id);
  const whyId = useId();
  const why = whyNotTried(mayWrite, hasChanges);
  const button = (words: string, isTest: boolean) => (
    <Button
      disabled={why !== null || trial.isPending}
      aria-describedby={why === null ? undefined : whyId}
      onClick={() => trial.mutate(isTest)}
    >
      <FlaskConical aria-hidden /> {trial.isPending && trial.variables === isTest ? 'Trying…' : words}
    </Button>
  );
  return (
    <section aria-label="Try it" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        {button('Try it', false)}
        {credential.test_credential !== null && button('Try the test values', true)}
        {why !== null && (
          <p id={whyId} className="text-xs text-ink-soft">
            {why}
          </p>
        )}
      </div>
      {trial.isError && (
        <Notice tone="danger" title="It could not be tried">
          {trial.error.message}
        </Notice>
      )}
      {trial.data !== undefined && !trial.isPending && (
        <Notice tone={trial.data.status === 'usable' ? 'good' : 'danger'} title={headingOf(trial.data)}>
          <p>{trial.data.message}</p>
          <p className="text-ink-soft">{adviceOf(trial.data, credential.mode)}</p>
        </Notice>
      )}
    </section>
  );
}
