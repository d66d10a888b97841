/** What was restored, and the way back from it. */
import { useRestoreVersion } from '../data/versions.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Restored } from './restore-dialog.tsx';

interface RestoredNoticeProps {
  readonly storyId: number;
  readonly restored: Restored;
  readonly onClose: () => void;
}

export function RestoredNotice({ storyId, restored, onClose }: RestoredNoticeProps) {
  const undo = useRestoreVersion(storyId);
  if (undo.isSuccess) {
    return (
      <Notice tone="good" onClose={onClose}>
        Undone. What was there before is there again.
      </Notice>
    );
  }
  return (
    <Notice
      tone={undo.isError ? 'danger' : 'good'}
      title={undo.isError ? 'It could not be undone.' : `${restored.name} is restored.`}
      onClose={onClose}
    >
      <p>{undo.error?.message ?? 'What was there before is kept as a version.'}</p>
      <Button
        disabled={undo.isPending}
        onClick={() => undo.mutate({ id: restored.keptId, draftId: restored.draftId })}
        className="mt-2 h-8 text-xs"
      >
        {undo.isPending ? 'Undoing…' : 'Undo the restoring'}
      </Button>
    </Notice>
  );
}
