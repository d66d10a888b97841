import type { ActionResponse } from '@fabula/model';
import { lazy, Suspense } from 'react';
import type { Editing } from '../data/editing.ts';
import { SkeletonRows } from '../ui/states.tsx';

interface BuildTabProps {
  readonly action: ActionResponse;
  readonly editing: Editing;
  /** Brought into sight; undefined: none. */
  readonly option: string | undefined;
  readonly onOpenRun: (guid: string, eventId: number | undefined) => void;
}

// The code editor and what it knows about formulas are larger than the board; they come when they are needed.
const BuildForm = lazy(async () => ({ default: (await import('./build/build-form.tsx')).BuildForm }));

/** How the action is built, to read and to change. */
export function BuildTab(props: BuildTabProps) {
  return (
    <Suspense fallback={<SkeletonRows count={5} className="h-12" />}>
      <BuildForm {...props} />
    </Suspense>
  );
}
