import type { ActionResponse } from '@fabula/model';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import type { StoryPlace } from '../data/editing.ts';
import { mostRunEvents, type RunEvent, runEventsQuery } from '../data/runs.ts';
import { ActionIcon } from '../ui/action-icon.tsx';
import { actionKind } from '../ui/action-kind.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { shortDuration } from '../ui/relative-time.ts';
import { Row, RowList } from '../ui/row-list.tsx';
import { Empty, Failed, SkeletonRows } from '../ui/states.tsx';
import { RunAgain } from './run-again.tsx';
import { RunEffects } from './run-effects.tsx';

interface RunViewProps {
  readonly place: StoryPlace;
  readonly guid: string;
  readonly actions: ReadonlyMap<number, ActionResponse>;
  readonly chosenEventId: number | undefined;
  readonly onOpenEvent: (actionId: number, eventId: number) => void;
  readonly onBack: () => void;
  readonly canRun: boolean;
}

/** One run: its events in the order in which they were emitted. */
export function RunView({ place, guid, actions, chosenEventId, onOpenEvent, onBack, canRun }: RunViewProps) {
  const run = useQuery(runEventsQuery(place, guid));
  return (
    <>
      <div className="flex items-center gap-1 border-y border-line px-2 py-1">
        <Button look="quiet" onClick={onBack} className="h-8 px-2">
          <ArrowLeft /> All runs
        </Button>
        {canRun && run.data?.[0] !== undefined && <RunAgain firstEventId={run.data[0].id} onDone={onBack} />}
        <span className="ml-auto truncate font-mono text-xs text-ink-faint">{guid.slice(0, 8)}</span>
        <CopyButton label="Copy the run's id" text={guid} className="size-8" />
      </div>
      {run.isPending && <SkeletonRows count={6} className="h-9" />}
      {run.isError && <Failed what="The run could not be read." error={run.error} onRetry={() => void run.refetch()} />}
      {run.isSuccess && (
        <RunEvents events={run.data} actions={actions} chosenEventId={chosenEventId} onOpenEvent={onOpenEvent} />
      )}
      <RunEffects place={place} guid={guid} actions={actions} />
    </>
  );
}

type RunEventsProps = Pick<RunViewProps, 'actions' | 'chosenEventId' | 'onOpenEvent'> & {
  readonly events: readonly RunEvent[];
};

function RunEvents({ events, actions, chosenEventId, onOpenEvent }: RunEventsProps) {
  const first = events[0];
  if (first === undefined) return <Empty title="This run has no events any more." />;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <RowList label="Events of the run, in order">
        {events.map((event) => (
          <Row
            key={event.id}
            isCurrent={event.id === chosenEventId}
            onChoose={() => onOpenEvent(event.action_id, event.id)}
          >
            <RunEventLine event={event} action={actions.get(event.action_id)} startedAt={first.created_at} />
          </Row>
        ))}
      </RowList>
      {events.length >= mostRunEvents && (
        <p className="px-4 pb-4 text-xs text-ink-faint">
          The first {mostRunEvents.toLocaleString('en')} events of this run are shown.
        </p>
      )}
    </div>
  );
}

interface RunEventLineProps {
  readonly event: RunEvent;
  readonly action: ActionResponse | undefined;
  readonly startedAt: string;
}

function RunEventLine({ event, action, startedAt }: RunEventLineProps) {
  const seconds = (Date.parse(event.created_at) - Date.parse(startedAt)) / 1_000;
  return (
    <>
      {action !== undefined && <ActionIcon kind={actionKind(action.type, action.options)} size="small" />}
      <span className="min-w-0 flex-1 truncate">{action?.name ?? 'An action that is gone'}</span>
      {seconds > 0 && <span className="text-xs text-ink-faint tabular-nums">+{shortDuration(seconds)}</span>}
    </>
  );
}
