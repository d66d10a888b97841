/** The open request: who asks for what, and what can be done about it. */
import type { ChangeControlRules, StoryResponse } from '@fabula/model';
import { Check, CircleCheck, Clock3, Rocket, Undo2, X } from 'lucide-react';
import { useState } from 'react';
import { type ChangeRequest, type DraftPlace, useApprove, useTakeBack } from '../data/change-request.ts';
import type { User } from '../data/session.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Markdown } from '../ui/markdown.tsx';
import { Notice } from '../ui/notice.tsx';
import { RejectForm } from './reject-form.tsx';
import { reviewRights } from './review-rights.ts';

interface RequestCardProps {
  readonly place: DraftPlace;
  readonly request: ChangeRequest;
  readonly story: StoryResponse;
  readonly rules: ChangeControlRules;
  readonly user: User | null | undefined;
  readonly nameOf: (userId: number | null) => string;
  readonly onPromote: () => void;
}

export function RequestCard({ place, request, story, rules, user, nameOf, onPromote }: RequestCardProps) {
  const approve = useApprove(place);
  const takeBack = useTakeBack(place);
  const [isRejecting, setRejecting] = useState(false);
  const rights = reviewRights({ story, user, request, rules });
  const isApproved = request.status === 'APPROVED';
  const isBusy = approve.isPending || takeBack.isPending;
  const error = approve.error ?? takeBack.error;
  return (
    <section aria-label="Change request" className="flex flex-col gap-3 border-t border-line bg-sunken p-4">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 className="font-medium break-words">{request.name === '' ? 'A change without a title' : request.name}</h3>
          <p className="text-xs text-ink-soft">
            asked for by {nameOf(request.requested_by)}
            {isApproved && `, approved by ${nameOf(request.reviewed_by)}`}
          </p>
        </div>
        <Chip tone={isApproved ? 'accent' : 'warn'}>
          {isApproved ? <CircleCheck aria-hidden /> : <Clock3 aria-hidden />}
          {isApproved ? 'Approved' : 'Waits for review'}
        </Chip>
      </div>
      {request.description !== '' && (
        <div className="text-[0.8125rem] break-words">
          <Markdown source={request.description} />
        </div>
      )}
      {error !== null && <Notice tone="danger">{error.message}</Notice>}
      {isRejecting ? (
        <RejectForm place={place} requestId={request.id} onClose={() => setRejecting(false)} />
      ) : (
        <div className="flex flex-wrap items-center gap-2 [&>button]:h-8 [&>button]:text-xs">
          {rights.canReview && !isApproved && (
            <Button look="primary" disabled={isBusy} onClick={() => approve.mutate(request.id)}>
              <Check aria-hidden /> {approve.isPending ? 'Approving…' : 'Approve'}
            </Button>
          )}
          {rights.canWrite && (
            <Button look={rights.promotesUnapproved ? 'secondary' : 'primary'} disabled={isBusy} onClick={onPromote}>
              <Rocket aria-hidden /> {rights.promotesUnapproved ? 'Promote unapproved…' : 'Promote…'}
            </Button>
          )}
          {rights.canReview && (
            <Button disabled={isBusy} onClick={() => setRejecting(true)}>
              <X aria-hidden /> Reject…
            </Button>
          )}
          {rights.canWrite && (
            <Button look="quiet" disabled={isBusy} onClick={() => takeBack.mutate(request.id)}>
              <Undo2 aria-hidden /> {takeBack.isPending ? 'Taking it back…' : 'Take it back'}
            </Button>
          )}
        </div>
      )}
      {!isApproved && rights.whyNot !== undefined && <p className="text-xs text-ink-faint">{rights.whyNot}</p>}
    </section>
  );
}
