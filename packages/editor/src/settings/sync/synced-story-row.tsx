import { Link } from '@tanstack/react-router';
import { GitCompare, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { type SyncedStory, useSyncNow } from '../../data/sync-destinations.ts';
import { IconButton } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { RecordRow } from '../record-list.tsx';
import { PreviewDialog } from './preview-dialog.tsx';
import { SyncStatus } from './sync-status.tsx';

interface SyncedStoryRowProps {
  readonly destinationId: number;
  readonly synced: SyncedStory;
}

export function SyncedStoryRow({ destinationId, synced }: SyncedStoryRowProps) {
  const { story, synced_at: syncedAt, missing, error_message: problem, next_attempt_at: nextAt } = synced;
  const syncNow = useSyncNow(destinationId);
  const [isPreviewing, setPreviewing] = useState(false);
  return (
    <RecordRow
      title={
        <Link to="/stories/$storyId" params={{ storyId: String(story.id) }} search={{}} className="hover:text-accent">
          {story.name}
        </Link>
      }
      chips={<SyncStatus status={synced.status} pending={synced.pending} synced_at={syncedAt} />}
      facts={
        <>
          <span>
            {syncedAt === null ? (
              'never synced'
            ) : (
              <>
                synced <TimeAgo at={syncedAt} />
              </>
            )}
          </span>
          {synced.attempts > 1 && <span>{synced.attempts} attempts</span>}
          {nextAt !== null && <span>next attempt {new Date(nextAt).toLocaleTimeString()}</span>}
        </>
      }
      actions={
        <>
          <IconButton label={`What a sync of ${story.name} would change`} onClick={() => setPreviewing(true)}>
            <GitCompare />
          </IconButton>
          <IconButton
            label={`Sync ${story.name} now`}
            disabled={syncNow.isPending}
            onClick={() => syncNow.mutate(story.id)}
          >
            <RotateCw />
          </IconButton>
        </>
      }
    >
      {(problem !== null || syncNow.error !== null) && (
        <Notice tone="danger" className="mx-4 mb-3">
          {syncNow.error?.message ?? problem}
        </Notice>
      )}
      {missing !== null && missing.length > 0 && (
        <Notice tone="warn" title="Not found at the destination" className="mx-4 mb-3">
          <p className="text-ink-soft">
            {missing.map(({ kind, slug }) => `${kind} ${slug}`).join(', ')}. The copy runs, and reads nothing in their
            place. Make them there under the same names.
          </p>
        </Notice>
      )}
      {isPreviewing && (
        <PreviewDialog destinationId={destinationId} story={story} onClose={() => setPreviewing(false)} />
      )}
    </RecordRow>
  );
}
