import { useState } from 'react';
import { otherProblem, problemAt } from '../../data/failure.ts';
import { type SyncDestination, useUpdateSyncDestination } from '../../data/sync-destinations.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { StoryChoice } from './story-choice.tsx';

interface StoriesDialogProps {
  readonly destination: SyncDestination;
  readonly onClose: () => void;
}

/** Which stories go to a destination. A copy whose story is taken away stays there as a story of its own. */
export function StoriesDialog({ destination, onClose }: StoriesDialogProps) {
  const before = destination.subscriptions.map(({ story }) => story.id);
  const [ids, setIds] = useState<readonly number[]>(before);
  const update = useUpdateSyncDestination(destination.id);
  const removed = destination.subscriptions.filter(({ story }) => !ids.includes(story.id));
  const problem = otherProblem(update.error, ['story_ids']);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Published stories"
      description="What is checked has a copy at the destination."
    >
      <div className="flex flex-col gap-4">
        <StoryChoice
          teamId={destination.origin_team_id}
          value={ids}
          onChange={setIds}
          error={problemAt(update.error, 'story_ids')}
        />
        {removed.length > 0 && (
          <Notice tone="warn">
            {removed.map(({ story }) => story.name).join(', ')} will no longer be synced. The copies stay there, as
            stories of their own.
          </Notice>
        )}
        {problem !== null && <Notice tone="danger">{problem}</Notice>}
        <Button
          look="primary"
          disabled={update.isPending}
          onClick={() => update.mutate({ story_ids: ids }, { onSuccess: onClose })}
          className="self-end"
        >
          {update.isPending ? 'Saving…' : 'Save'}
        </Button>
      </div>
    </Dialog>
  );
}
