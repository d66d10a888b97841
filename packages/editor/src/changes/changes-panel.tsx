/** What a draft would change in the live story, and its way there: asked for, reviewed, promoted. */
import type { ChangeRequestResponse, StoryResponse } from '@fabula/model';
import { useQuery } from '@tanstack/react-query';
import { GitCompareArrows, GitPullRequestArrow } from 'lucide-react';
import { useMemo, useState } from 'react';
import { changeControlRulesQuery, changesQuery, type DraftPlace, differencesOf } from '../data/change-request.ts';
import { sessionQuery } from '../data/session.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty, Failed, SkeletonRows } from '../ui/states.tsx';
import { AskForm } from './ask-form.tsx';
import { Backtest } from './backtest.tsx';
import { BehindNotice } from './behind-notice.tsx';
import { ChangeList } from './change-list.tsx';
import { PromoteDialog } from './promote-dialog.tsx';
import { RequestCard } from './request-card.tsx';
import { useNames } from './use-names.ts';

interface ChangesPanelProps {
  readonly place: DraftPlace;
  readonly story: StoryResponse;
  readonly draftName: string;
  readonly canEdit: boolean;
  readonly hidesMoves: boolean;
  readonly onHideMoves: (hides: boolean) => void;
  readonly onShow: (guid: string) => void;
  /** The draft is live now. */
  readonly onPromoted: () => void;
  readonly onClose: () => void;
  readonly focusCount: number;
}

export function ChangesPanel({ onClose, focusCount, ...rest }: ChangesPanelProps) {
  const changes = useQuery(changesQuery(rest.place));
  return (
    <Panel
      side="left"
      isWide
      label="Changes"
      focusCount={focusCount}
      onClose={onClose}
      header={
        <>
          <GitCompareArrows className="size-4.5 shrink-0 text-ink-faint" aria-hidden />
          <h2 className="min-w-0 truncate font-medium">
            Changes <span className="font-normal text-ink-soft">of {rest.draftName}</span>
          </h2>
        </>
      }
    >
      {changes.isPending && <SkeletonRows count={5} className="h-11" />}
      {changes.isError && changes.data === undefined && (
        <Failed what="The changes could not be read." error={changes.error} onRetry={() => void changes.refetch()} />
      )}
      {changes.data !== undefined && <Changes {...rest} changes={changes.data} />}
    </Panel>
  );
}

type ChangesProps = Omit<ChangesPanelProps, 'onClose' | 'focusCount'> & { readonly changes: ChangeRequestResponse };

function Changes({ place, story, draftName, canEdit, changes, onPromoted, ...list }: ChangesProps) {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const { data: rules } = useQuery(changeControlRulesQuery);
  const [open, setOpen] = useState<'ask' | 'promote'>();
  const namesOf = useNames(story.team_id);
  const differences = useMemo(() => differencesOf(changes), [changes]);
  const { change_request: request, rejected } = changes;
  const close = () => setOpen(undefined);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      {changes.behind_live && <BehindNotice place={place} canEdit={canEdit} />}
      {request === null && rejected !== null && (
        <div className="px-4 pb-3">
          <Notice tone="danger" title={`Sent back by ${namesOf(rejected.reviewed_by)}`}>
            {rejected.reason}
          </Notice>
        </div>
      )}
      {request !== null && rules !== undefined && (
        <RequestCard
          place={place}
          request={request}
          story={story}
          rules={rules}
          user={user}
          nameOf={namesOf}
          onPromote={() => setOpen('promote')}
        />
      )}
      {differences.length === 0 ? (
        <Empty icon={<GitCompareArrows />} title="Nothing is different yet">
          What you change in this draft is listed here, beside what is live.
        </Empty>
      ) : (
        <>
          {request === null && canEdit && open !== 'ask' && (
            <div className="px-4 pb-3">
              <Button look="primary" onClick={() => setOpen('ask')} className="w-full">
                <GitPullRequestArrow aria-hidden /> Ask for a review
              </Button>
            </div>
          )}
          {request === null && open === 'ask' && (
            <AskForm place={place} needsWords={rules?.require_description ?? false} onClose={close} />
          )}
          <ChangeList {...list} differences={differences} />
          <Backtest place={place} onShow={list.onShow} />
        </>
      )}
      {request !== null && (
        <PromoteDialog
          place={place}
          draftName={draftName}
          requestId={request.id}
          isUnapproved={request.status === 'PENDING' && (rules?.require_approval ?? true)}
          isOpen={open === 'promote'}
          onClose={close}
          onPromoted={onPromoted}
        />
      )}
    </div>
  );
}
