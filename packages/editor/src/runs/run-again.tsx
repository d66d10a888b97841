/** A run once more, from its first event. */
import { Repeat2 } from 'lucide-react';
import { useState } from 'react';
import { useEmitAgain } from '../data/story-events.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

interface RunAgainProps {
  readonly firstEventId: number;
  readonly onDone: () => void;
}

export function RunAgain({ firstEventId, onDone }: RunAgainProps) {
  const [isAsking, setAsking] = useState(false);
  const emit = useEmitAgain();
  return (
    <>
      <Button look="quiet" onClick={() => setAsking(true)} className="h-8 px-2">
        <Repeat2 aria-hidden /> Run again…
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Run it again from its first event?"
        action="Run again"
        pending="Starting…"
        isPending={emit.isPending}
        error={emit.error}
        isDestructive={false}
        onConfirm={() =>
          emit.mutate([firstEventId], {
            onSuccess: () => {
              setAsking(false);
              onDone();
            },
          })
        }
      >
        That becomes a run of its own. The actions run as they are now: requests and mails go out once more.
      </ConfirmDialog>
    </>
  );
}
