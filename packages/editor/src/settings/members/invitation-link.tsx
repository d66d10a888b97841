import { CopyButton } from '../../ui/copy-button.tsx';
import { Notice } from '../../ui/notice.tsx';

interface InvitationLinkProps {
  readonly person: { readonly email: string; readonly invitation_url?: string | undefined };
  readonly onClose: () => void;
}

/** What came of an invitation. Owners see its link, because there may be no mail server to send it with. */
export function InvitationLink({ person: { email, invitation_url: link }, onClose }: InvitationLinkProps) {
  return (
    <Notice tone="good" title={`${email} is invited`} onClose={onClose} className="mt-3">
      {link === undefined ? (
        <p className="text-ink-soft">They belong to the team now. Whoever is new gets a link by mail.</p>
      ) : (
        <>
          <p className="text-ink-soft">
            The link goes out by mail. Without a mail server, pass it on yourself; it works once.
          </p>
          <div className="mt-1.5 flex items-center gap-1 rounded-lg border border-line bg-surface py-0.5 pr-0.5 pl-3">
            <code className="min-w-0 flex-1 truncate font-mono text-xs">{link}</code>
            <CopyButton label="Copy the link" text={link} />
          </div>
        </>
      )}
    </Notice>
  );
}
