import { Check, CloudOff, LoaderCircle } from 'lucide-react';
import type { BoardSaving } from '../board/board-editor.ts';

/** Whether what is drawn is on the server. Quiet while all is well. */
export function SavingMark({ saving }: { readonly saving: BoardSaving }) {
  return (
    <p
      role="status"
      aria-label="Drawing"
      className="flex items-center gap-1.5 pr-2.5 pl-1 text-xs text-ink-faint [&_svg]:size-3.5"
    >
      {saving.kind === 'saved' && (
        <>
          <Check aria-hidden className="text-good" /> Saved
        </>
      )}
      {saving.kind === 'saving' && (
        <>
          <LoaderCircle aria-hidden className="motion-safe:animate-spin" /> Saving…
        </>
      )}
      {saving.kind === 'waiting' && (
        <span className="flex items-center gap-1.5 text-warn" title={saving.error.message}>
          <CloudOff aria-hidden /> Kept here until Fabula is reached
        </span>
      )}
    </p>
  );
}
