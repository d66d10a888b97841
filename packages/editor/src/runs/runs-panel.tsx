/** The runs of a story, and one of them event by event. */
import type { ActionResponse } from '@fabula/model';
import { useInfiniteQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import type { StoryPlace } from '../data/editing.ts';
import { type Run, runsQuery } from '../data/runs.ts';
import { LoadMore } from '../ui/load-more.tsx';
import { Panel } from '../ui/panel.tsx';
import { shortDuration } from '../ui/relative-time.ts';
import { Row, RowList } from '../ui/row-list.tsx';
import { Empty, Failed, SkeletonRows } from '../ui/states.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { RunView } from './run-view.tsx';
import { WaitingCalls } from './waiting-calls.tsx';

interface RunsPanelProps {
  readonly place: StoryPlace;
  readonly actions: ReadonlyMap<number, ActionResponse>;
  /** The run that is shown; the list when none is. */
  readonly guid: string | undefined;
  readonly onRun: (guid: string | undefined) => void;
  readonly chosenEventId: number | undefined;
  readonly onOpenEvent: (actionId: number, eventId: number) => void;
  readonly onClose: () => void;
  readonly canRun: boolean;
  readonly focusCount: number;
}

export function RunsPanel({
  place,
  actions,
  guid,
  onRun,
  chosenEventId,
  onOpenEvent,
  onClose,
  canRun,
  focusCount,
}: RunsPanelProps) {
  return (
    <Panel
      side="left"
      label="Runs"
      focusCount={focusCount}
      onClose={onClose}
      header={
        <>
          <History className="size-4.5 text-ink-faint" aria-hidden />
          <h2 className="font-medium">Runs</h2>
        </>
      }
    >
      <WaitingCalls place={place} />
      {guid === undefined ? (
        <RunList place={place} onRun={onRun} />
      ) : (
        <RunView
          key={guid}
          place={place}
          guid={guid}
          actions={actions}
          chosenEventId={chosenEventId}
          onOpenEvent={onOpenEvent}
          onBack={() => onRun(undefined)}
          canRun={canRun}
        />
      )}
    </Panel>
  );
}

function RunList({ place, onRun }: { readonly place: StoryPlace; readonly onRun: (guid: string) => void }) {
  const list = useInfiniteQuery(runsQuery(place));
  const runs = list.data?.pages.flatMap((page) => page.story_runs) ?? [];
  if (list.isPending) return <SkeletonRows count={6} className="h-11" />;
  if (list.isError && runs.length === 0) {
    return <Failed what="The runs could not be read." error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (runs.length === 0) {
    return (
      <Empty icon={<History />} title="No runs yet">
        Send the story's webhook a request, and everything that follows from it appears here as one run.
      </Empty>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto border-t border-line">
      <RowList label="Runs, newest first">
        {runs.map((run) => (
          <Row key={run.guid} isCurrent={false} onChoose={() => onRun(run.guid)}>
            <RunLine run={run} />
          </Row>
        ))}
      </RowList>
      <LoadMore
        hasMore={list.hasNextPage}
        isLoading={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
      />
    </div>
  );
}

function RunLine({ run }: { readonly run: Run }) {
  return (
    <span className="flex min-w-0 flex-1 items-center gap-3 py-1">
      <span className="flex min-w-0 flex-1 flex-col">
        <TimeAgo at={run.start_time} className="truncate" />
        <span className="font-mono text-2xs text-ink-faint">{shortGuid(run.guid)}</span>
      </span>
      <span className="flex flex-col items-end text-xs text-ink-soft tabular-nums">
        <span>{run.event_count === 1 ? '1 event' : `${run.event_count.toLocaleString('en')} events`}</span>
        <span className="text-ink-faint">{shortDuration(run.duration)}</span>
      </span>
    </span>
  );
}

function shortGuid(guid: string): string {
  return guid.slice(0, 8);
}
