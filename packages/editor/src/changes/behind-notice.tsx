import { RefreshCw } from 'lucide-react';
import { type DraftPlace, useBringUpToDate } from '../data/change-request.ts';
import { RequestFailure } from '../data/http.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

interface BehindNoticeProps {
  readonly place: DraftPlace;
  readonly canEdit: boolean;
}

/** Somebody else has changed what is live since the draft was made: their work comes in before this one goes out. */
export function BehindNotice({ place, canEdit }: BehindNoticeProps) {
  const update = useBringUpToDate(place);
  const isConflict = update.error instanceof RequestFailure && update.error.status === 409;
  return (
    <div className="px-4 pb-3">
      <Notice tone="warn" title="The live story has changed since this draft was made.">
        <p>
          {canEdit
            ? 'Bring the draft up to date before it is promoted. What only the others have changed is taken in.'
            : 'The draft has to be brought up to date before it is promoted. Take its request back first.'}
        </p>
        {update.error !== null && (
          <p role="alert" className="mt-2 text-danger">
            {update.error.message}
          </p>
        )}
        {canEdit && (
          <div className="mt-2 flex flex-wrap gap-2 [&>button]:h-8 [&>button]:text-xs">
            {isConflict ? (
              <>
                <Button disabled={update.isPending} onClick={() => update.mutate('draft')}>
                  Keep what the draft says
                </Button>
                <Button disabled={update.isPending} onClick={() => update.mutate('live')}>
                  Take what is live
                </Button>
              </>
            ) : (
              <Button disabled={update.isPending} onClick={() => update.mutate(undefined)}>
                <RefreshCw aria-hidden /> {update.isPending ? 'Bringing it up to date…' : 'Bring it up to date'}
              </Button>
            )}
          </div>
        )}
      </Notice>
    </div>
  );
}
