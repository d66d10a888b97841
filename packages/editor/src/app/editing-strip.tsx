/** Under the bar of a story: what is open, why it cannot be changed there, and the way to where it can. */
import { Lock, PencilRuler } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Editing } from '../data/editing.ts';

interface EditingStripProps {
  readonly editing: Editing;
  readonly draftName: string | undefined;
  /** Which draft is open; the bar has no room for it on a phone. */
  readonly place: ReactNode;
  /** What can be done about it. */
  readonly children?: ReactNode;
}

export function EditingStrip({ editing, draftName, place, children }: EditingStripProps) {
  const { draftId, why } = editing;
  if (draftId === null && why === undefined) return null;
  const isDraft = draftId !== null;
  return (
    <section
      aria-label={isDraft ? 'This draft' : 'This story'}
      className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-surface px-3 py-1 max-md:py-2 text-xs text-ink-soft md:px-4"
    >
      <p className="flex min-w-0 flex-1 basis-60 items-center gap-2 [&>svg]:size-3.5 [&>svg]:shrink-0">
        {why === undefined ? <PencilRuler className="text-warn" aria-hidden /> : <Lock aria-hidden />}
        <span className="min-w-0">
          {isDraft && <span className="font-medium text-ink">Draft {draftName ?? ''}. </span>}
          {why ?? 'Nothing that you change here runs until it is promoted.'}
        </span>
      </p>
      <div className="flex flex-wrap items-center gap-2 max-md:w-full max-md:justify-between">
        <div className="md:hidden">{place}</div>
        {children}
      </div>
    </section>
  );
}
