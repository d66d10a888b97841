import { buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

/** For credentials that somebody signs in for: they hold nothing before that. */
export function SignInNotice({ address }: { readonly address: string }) {
  return (
    <Notice tone="warn" title="One step is left: sign in at the provider">
      <p className="text-ink-soft">
        The credential works as soon as somebody has agreed there. The link holds for an hour; save the credential again
        for a new one.
      </p>
      <a href={address} rel="noreferrer" className={buttonClass('primary', 'mt-2')}>
        Sign in
      </a>
    </Notice>
  );
}
