import { entriesOf, getKey, keysOf, makeObject, stringifyJson, type Value } from '@fabula/formula';
import { type ActionResponse, slugOf } from '@fabula/model';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Inbox, Repeat2, Route } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { eventQuery, eventsQuery, type StoryEvent } from '../data/events.ts';
import { IconButton } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { JsonTree } from '../ui/json-tree/json-tree.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { clockTime } from '../ui/relative-time.ts';
import { Row, RowList } from '../ui/row-list.tsx';
import { Empty, Failed, SkeletonRows } from '../ui/states.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { originOf } from './value-origin.ts';

// It knows formulas, which is more than the rest of the board together.
const OriginView = lazy(async () => ({ default: (await import('./origin-view.tsx')).OriginView }));

interface EventsTabProps {
  readonly action: ActionResponse;
  readonly eventId: number | undefined;
  readonly onEvent: (eventId: number) => void;
  readonly onOpenRun: (guid: string, eventId: number) => void;
  readonly onOpenEvent: (actionId: number, eventId: number) => void;
  /** Opens an option of the action, by its key. */
  readonly onOpenOption: (option: string) => void;
}

/** The events of an action above, the chosen one below. Without a choice the newest is shown, and stays the newest. */
export function EventsTab({ action, eventId, onEvent, ...ways }: EventsTabProps) {
  const list = useInfiniteQuery(eventsQuery(action.id));
  const events = list.data?.pages.flat() ?? [];
  const listed = eventId === undefined ? events[0] : events.find((event) => event.id === eventId);
  // A link can lead to an event further back than what was read so far.
  const single = useQuery({
    ...eventQuery(eventId ?? 0),
    enabled: eventId !== undefined && listed === undefined && list.isSuccess,
  });
  const shown = listed ?? (single.data?.agent_id === action.id ? single.data : undefined);

  if (list.isPending) return <SkeletonRows count={6} className="h-7" />;
  if (list.isError && events.length === 0) {
    return <Failed what="The events could not be read." error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (events.length === 0) {
    return (
      <Empty icon={<Inbox />} title="No events yet">
        They appear here the moment this action emits them.
      </Empty>
    );
  }
  return (
    <>
      <div className="max-h-[36%] min-h-24 shrink-0 overflow-y-auto border-b border-line">
        <RowList label="Events, newest first">
          {events.map((event) => (
            <Row key={event.id} isCurrent={event.id === shown?.id} onChoose={() => onEvent(event.id)}>
              <EventLine event={event} />
            </Row>
          ))}
        </RowList>
        <LoadMore
          hasMore={list.hasNextPage}
          isLoading={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
        />
      </div>
      {shown !== undefined && <EventView key={shown.id} event={shown} action={action} {...ways} />}
      {shown === undefined && single.isError && (
        <Failed what="This event could not be read." error={single.error} onRetry={() => void single.refetch()} />
      )}
    </>
  );
}

function EventLine({ event }: { readonly event: StoryEvent }) {
  return (
    <>
      <span className="font-mono text-xs tabular-nums">{clockTime(Date.parse(event.created_at))}</span>
      <TimeAgo at={event.created_at} className="flex-1 text-xs text-ink-faint" />
      {event.re_emitted && (
        <Chip>
          <Repeat2 aria-hidden /> re-emitted
        </Chip>
      )}
      <span className="font-mono text-xs text-ink-faint">#{event.id}</span>
    </>
  );
}

interface EventViewProps extends Pick<EventsTabProps, 'onOpenRun' | 'onOpenEvent' | 'onOpenOption'> {
  readonly event: StoryEvent;
  readonly action: ActionResponse;
}

/** What the action itself put out stands first and open; what it carries from the actions before it is closed. */
function EventView({ event, action, onOpenRun, onOpenEvent, onOpenOption }: EventViewProps) {
  const [picked, setPicked] = useState<string>();
  const slug = slugOf(action.name);
  const output = getKey(event.payload, slug);
  const carried =
    output === undefined ? event.payload : makeObject(entriesOf(event.payload).filter(([key]) => key !== slug));
  const origin = picked === undefined ? null : originOf(action.type, action.options, picked);
  return (
    <section aria-label={`Event ${event.id}`} className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center gap-1 py-1 pr-2 pl-4">
        <h3 className="flex-1 truncate text-xs text-ink-faint">
          Event <span className="font-mono text-ink">#{event.id}</span>
          {' · '}
          {new Date(event.created_at).toLocaleString()}
        </h3>
        <IconButton label="Show its run" onClick={() => onOpenRun(event.story_run_guid, event.id)} className="size-8">
          <Route />
        </IconButton>
        <CopyButton label="Copy the payload" text={() => stringifyJson(event.payload)} className="size-8" />
      </div>
      <div className="min-h-0 flex-1 overflow-auto px-1.5 pb-3">
        {output !== undefined && (
          <Payload
            key={`${event.id} own`}
            title={slug}
            value={output}
            pathRoot={slug}
            openRows={120}
            onPick={setPicked}
          />
        )}
        {keysOf(carried).length > 0 && (
          <Payload
            key={`${event.id} carried`}
            title={output === undefined ? 'Payload' : 'From the actions before'}
            value={carried}
            pathRoot=""
            openRows={0}
          />
        )}
      </div>
      {origin !== null && (
        <Suspense>
          <OriginView
            event={event}
            origin={origin}
            onOpenEvent={onOpenEvent}
            onOpenOption={onOpenOption}
            onClose={() => setPicked(undefined)}
          />
        </Suspense>
      )}
    </section>
  );
}

interface PayloadProps {
  readonly title: string;
  readonly value: Value;
  readonly pathRoot: string;
  readonly openRows: number;
  readonly onPick?: (path: string) => void;
}

function Payload({ title, ...tree }: PayloadProps) {
  return (
    <section aria-label={title} className="mt-2 first:mt-0">
      <h4 className="truncate px-2.5 text-2xs font-medium text-ink-faint">{title}</h4>
      <JsonTree label={title} {...tree} />
    </section>
  );
}
