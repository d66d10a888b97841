/** Chosen events are emitted again: asked before, counted while it goes on, and told honestly how it ended. */
import { Repeat2 } from 'lucide-react';
import { useState } from 'react';
import { type EmittedAgain, mostEmittedAgain, useEmitAgain } from '../data/story-events.ts';
import { countText } from '../ui/amount.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Notice } from '../ui/notice.tsx';

interface EmitAgainProps {
  readonly ids: ReadonlySet<number>;
  readonly onClear: () => void;
}

export function EmitAgain({ ids, onClear }: EmitAgainProps) {
  const [isAsking, setAsking] = useState(false);
  const [asked, setAsked] = useState(0);
  const [result, setResult] = useState<EmittedAgain>();
  const emit = useEmitAgain(setAsked);
  const isTooMany = ids.size > mostEmittedAgain;

  function onConfirm() {
    setResult(undefined);
    emit.mutate([...ids], {
      onSuccess: (ended) => {
        setResult(ended);
        setAsking(false);
        if (ended.failures.size === 0) onClear();
      },
    });
  }

  return (
    <>
      {result !== undefined && <Ended result={result} onClose={() => setResult(undefined)} />}
      {ids.size > 0 && (
        <section
          aria-label="Chosen events"
          className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-2"
        >
          <p role="status" className="text-xs text-ink-soft tabular-nums">
            {isTooMany ? `${ids.size} chosen, at most ${mostEmittedAgain} at once` : `${ids.size} chosen`}
          </p>
          <Button look="quiet" onClick={onClear} className="ml-auto h-8 px-2 text-xs">
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
        pending={`${asked} of ${ids.size}…`}
        isPending={emit.isPending}
        error={emit.error}
        isDestructive={false}
        onConfirm={onConfirm}
      >
        Each starts a run from its action, with the same output. The actions after it run as they are now: requests and
        mails go out once more.
      </ConfirmDialog>
    </>
  );
}

function Ended({ result, onClose }: { readonly result: EmittedAgain; readonly onClose: () => void }) {
  const { done, failures } = result;
  const events = countText(done, 'event was', 'events were');
  return (
    <Notice
      tone={failures.size === 0 ? 'good' : 'danger'}
      title={`${events} emitted again.`}
      onClose={onClose}
      className="mx-4 my-2"
    >
      {[...failures].map(([message, count]) => (
        <p key={message}>
          {count === 1 ? '1 was not' : `${count} were not`}: {message}
        </p>
      ))}
    </Notice>
  );
}
