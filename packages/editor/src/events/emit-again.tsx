/** Chosen events are emitted again: asked before, and told honestly how it ended. */
import { mostReEmitted } from '@fabula/model';
import { Repeat2 } from 'lucide-react';
import { useState } from 'react';
import { useEmitAgain } from '../data/story-events.ts';
import { countText } from '../ui/amount.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Notice } from '../ui/notice.tsx';

interface EmitAgainProps {
  readonly ids: ReadonlySet<number>;
  /** Those that are chosen from now on. */
  readonly onChosen: (ids: ReadonlySet<number>) => void;
}

export function EmitAgain({ ids, onChosen }: EmitAgainProps) {
  const [isAsking, setAsking] = useState(false);
  const [ended, setEnded] = useState<{ readonly done: number; readonly left: number }>();
  const emit = useEmitAgain();
  const isTooMany = ids.size > mostReEmitted;

  function onConfirm() {
    setEnded(undefined);
    emit.mutate([...ids], {
      onSuccess: (done) => {
        const left = new Set(ids);
        for (const id of done) left.delete(id);
        setEnded({ done: done.length, left: left.size });
        setAsking(false);
        onChosen(left);
      },
    });
  }

  return (
    <>
      {ended !== undefined && (
        <Notice
          tone={ended.left === 0 ? 'good' : 'danger'}
          title={`${countText(ended.done, 'event was', 'events were')} emitted again.`}
          onClose={() => setEnded(undefined)}
          className="mx-4 my-2"
        >
          {ended.left > 0 && `${ended.left} could not be. They are still chosen: try again in a moment.`}
        </Notice>
      )}
      {ids.size > 0 && (
        <section
          aria-label="Chosen events"
          className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-2"
        >
          <p role="status" className="text-xs text-ink-soft tabular-nums">
            {isTooMany ? `${ids.size} chosen, at most ${mostReEmitted} at once` : `${ids.size} chosen`}
          </p>
          <Button look="quiet" onClick={() => onChosen(new Set())} className="ml-auto h-8 px-2 text-xs">
            Choose none
          </Button>
          <Button disabled={isTooMany} onClick={() => setAsking(true)} className="h-8 text-xs">
            <Repeat2 aria-hidden /> Emit again…
          </Button>
        </section>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={`Emit ${countText(ids.size, 'event', 'events')} again?`}
        action="Emit again"
        pending="Emitting…"
        isPending={emit.isPending}
        error={emit.error}
        isDestructive={false}
        onConfirm={onConfirm}
      >
        Each becomes a run of its own, with the output that it has. The actions after it run as they are now: requests
        and mails go out once more.
      </ConfirmDialog>
    </>
  );
}
