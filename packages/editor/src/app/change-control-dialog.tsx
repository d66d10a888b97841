/** Whether a story is changed directly or through drafts. */
import type { StoryResponse } from '@fabula/model';
import { useUpdateStory } from '../data/stories.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

interface ChangeControlDialogProps {
  readonly story: StoryResponse;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function ChangeControlDialog({ story, isOpen, onClose }: ChangeControlDialogProps) {
  const update = useUpdateStory({ storyId: story.id, draftId: null });
  const isOn = story.change_control_enabled;
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={() => {
        update.reset();
        onClose();
      }}
      title={isOn ? 'Turn change control off?' : 'Turn change control on?'}
      action={isOn ? 'Turn it off' : 'Turn it on'}
      pending={isOn ? 'Turning it off…' : 'Turning it on…'}
      isPending={update.isPending}
      // The refusal names the drafts that are in the way.
      error={update.error}
      isDestructive={false}
      onConfirm={() => update.mutate({ change_control_enabled: !isOn }, { onSuccess: onClose })}
    >
      {isOn
        ? 'Whoever may edit this story will then change what runs directly, without drafts and without review.'
        : 'The live story can then only be changed through drafts: somebody makes a draft, asks for a review, and what was approved is promoted. What runs now goes on running.'}
    </ConfirmDialog>
  );
}
