/** What restoring a version would change in what is open. */
import { useQuery } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { ChangeList } from '../changes/change-list.tsx';
import type { StoryPlace } from '../data/editing.ts';
import { versionChangesQuery } from '../data/versions.ts';
import { Button } from '../ui/button.tsx';
import { Failed, SkeletonRows } from '../ui/states.tsx';

interface VersionChangesProps {
  readonly place: StoryPlace;
  readonly versionId: number;
  /** Absent: it cannot be restored here. */
  readonly onRestore: (() => void) | undefined;
}

export function VersionChanges({ place, versionId, onRestore }: VersionChangesProps) {
  const changes = useQuery(versionChangesQuery(place, versionId));
  const [hidesMoves, setHidesMoves] = useState(true);
  if (changes.isPending) return <SkeletonRows count={2} />;
  if (changes.isError) {
    return (
      <Failed
        what="What it would change could not be read."
        error={changes.error}
        onRetry={() => void changes.refetch()}
      />
    );
  }
  if (changes.data.length === 0) return <p className="px-8 pb-3 text-ink-soft">It is just as things are now.</p>;
  return (
    <div className="pb-3">
      <div className="flex items-center justify-between gap-2 pr-3 pb-2 pl-8">
        <p className="text-xs text-ink-soft">Restoring it would change:</p>
        {onRestore !== undefined && (
          <Button onClick={onRestore} className="h-8 text-xs">
            <Undo2 aria-hidden /> Restore…
          </Button>
        )}
      </div>
      <ChangeList differences={changes.data} hidesMoves={hidesMoves} onHideMoves={setHidesMoves} />
    </div>
  );
}
