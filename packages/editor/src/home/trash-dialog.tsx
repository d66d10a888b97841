/** Stories that were deleted, for 30 days. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Trash2, Undo2 } from 'lucide-react';
import { type TrashedStory, trashQuery, useRestoreStory } from '../data/trash.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Notice } from '../ui/notice.tsx';
import { Empty, Failed, SkeletonRows } from '../ui/states.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';

export function TrashDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Trash"
      description="Deleted stories stay here for 30 days. One that is restored has its actions and addresses again, without its past runs."
    >
      <Trash />
    </Dialog>
  );
}

function Trash() {
  const list = useInfiniteQuery(trashQuery);
  const restore = useRestoreStory();
  const stories = list.data?.pages.flatMap((page) => page.trashed_stories) ?? [];
  if (list.isPending) return <SkeletonRows count={3} />;
  if (list.isError && stories.length === 0) {
    return <Failed what="The trash could not be read." error={list.error} onRetry={() => void list.refetch()} />;
  }
  const restored = restore.data;
  return (
    <div className="flex flex-col gap-3">
      {restored !== undefined && (
        <Notice tone="good">
          <Link to="/stories/$storyId" params={{ storyId: String(restored.id) }} search={{}} className="underline">
            {restored.name}
          </Link>{' '}
          is back{restored.renewed && ', with new addresses: its own are in use by another story'}.
        </Notice>
      )}
      {restore.error !== null && <Notice tone="danger">{restore.error.message}</Notice>}
      {stories.length === 0 ? (
        <Empty icon={<Trash2 />} title="Nothing is in the trash" />
      ) : (
        <ul aria-label="Deleted stories" className="divide-y divide-line">
          {stories.map((story) => (
            <TrashRow
              key={story.id}
              story={story}
              isBusy={restore.isPending}
              onRestore={() => restore.mutate(story.id)}
            />
          ))}
        </ul>
      )}
      <LoadMore
        hasMore={list.hasNextPage}
        isLoading={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
      />
    </div>
  );
}

interface TrashRowProps {
  readonly story: TrashedStory;
  readonly isBusy: boolean;
  readonly onRestore: () => void;
}

function TrashRow({ story, isBusy, onRestore }: TrashRowProps) {
  return (
    <li className="flex items-center gap-3 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{story.name}</p>
        <p className="text-xs text-ink-faint">
          deleted <TimeAgo at={story.deleted_at} />
        </p>
      </div>
      <Button disabled={isBusy} onClick={onRestore} aria-label={`Restore ${story.name}`} className="h-8 text-xs">
        <Undo2 aria-hidden /> Restore
      </Button>
    </li>
  );
}
