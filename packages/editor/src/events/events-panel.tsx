/** The events of a story across its actions, newest first: found by action and time, looked at, and emitted again. */
import type { ActionResponse } from '@fabula/model';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Inbox, ListTree } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { StoryPlace } from '../data/editing.ts';
import { type EventChoice, storyEventsQuery } from '../data/story-events.ts';
import { countText } from '../ui/amount.ts';
import { Panel } from '../ui/panel.tsx';
import { Empty, Failed, SkeletonRows } from '../ui/states.tsx';
import { VirtualRows } from '../ui/virtual-rows.tsx';
import { EmitAgain } from './emit-again.tsx';
import { EventFilters } from './event-filters.tsx';
import { EventRow } from './event-row.tsx';

interface EventsPanelProps {
  readonly place: StoryPlace;
  readonly actions: ReadonlyMap<number, ActionResponse>;
  /** Whether the person may emit events again. */
  readonly canRun: boolean;
  readonly chosenEventId: number | undefined;
  readonly onOpenEvent: (actionId: number, eventId: number) => void;
  readonly onClose: () => void;
  readonly focusCount: number;
}

const everything: EventChoice = {
  ...{ actionId: undefined, since: undefined, until: undefined, text: undefined },
  isReEmitted: false,
};
/** So many that were found fill the screen; the rest is looked for when somebody scrolls to it. */
const screenful = 30;
const rowHeight = 52;
const keyOf = ({ id }: { readonly id: number }) => id;

export function EventsPanel({ onClose, focusCount, actions, ...rest }: EventsPanelProps) {
  const [choice, setChoice] = useState(everything);
  const ofStory = useMemo(() => [...actions.values()], [actions]);
  return (
    <Panel
      side="left"
      isWide
      label="Events of the story"
      focusCount={focusCount}
      onClose={onClose}
      header={
        <>
          <ListTree className="size-4.5 shrink-0 text-ink-faint" aria-hidden />
          <h2 className="font-medium">Events</h2>
        </>
      }
    >
      <EventFilters actions={ofStory} choice={choice} onChange={setChoice} />
      <EventList {...rest} actions={actions} choice={choice} />
    </Panel>
  );
}

interface EventListProps extends Omit<EventsPanelProps, 'onClose' | 'focusCount'> {
  readonly choice: EventChoice;
}

function EventList({ place, actions, canRun, choice, chosenEventId, onOpenEvent }: EventListProps) {
  const list = useInfiniteQuery(storyEventsQuery(place, choice));
  const events = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const isLooking = choice.text !== undefined;
  const readOn = () => {
    if (list.hasNextPage && !list.isFetchingNextPage && !list.isFetchNextPageError) void list.fetchNextPage();
  };
  useEffect(() => {
    if (isLooking && events.length < screenful) readOn();
  });
  if (list.isPending) return <SkeletonRows count={6} className="h-11" />;
  if (list.isError && events.length === 0) {
    return <Failed what="The events could not be read." error={list.error} onRetry={() => void list.refetch()} />;
  }
  const count = list.data?.pages[0]?.count ?? 0;
  const looked = list.data?.pages.reduce((sum, page) => sum + page.looked, 0) ?? 0;

  function choose(id: number, isChosen: boolean) {
    setChosen((before) => {
      const next = new Set(before);
      if (isChosen) next.add(id);
      else next.delete(id);
      return next;
    });
  }

  return (
    <>
      <p role="status" className="px-4 py-2 text-xs text-ink-soft tabular-nums">
        {isLooking
          ? `${events.length.toLocaleString('en')} found in ${looked.toLocaleString('en')} of ${countText(count, 'event', 'events')}`
          : countText(count, 'event', 'events')}
      </p>
      {events.length === 0 && list.hasNextPage && !list.isFetchNextPageError ? (
        <SkeletonRows count={3} className="h-11" />
      ) : events.length === 0 ? (
        <Empty icon={<Inbox />} title={choice === everything ? 'No events yet' : 'No event is like that'}>
          {choice === everything
            ? 'Whatever an action of this story emits appears here at that moment.'
            : 'Choose another action, time or text. Events that have expired are gone.'}
        </Empty>
      ) : (
        <VirtualRows
          label="Events, newest first"
          items={events}
          keyOf={keyOf}
          rowHeight={rowHeight}
          count={isLooking ? events.length : count}
          onNearEnd={readOn}
          end={
            list.isFetchNextPageError ? (
              <Failed what="The rest could not be read." error={list.error} onRetry={() => void list.fetchNextPage()} />
            ) : (
              list.isFetchingNextPage && <p className="px-4 py-3 text-center text-xs text-ink-faint">Reading on…</p>
            )
          }
        >
          {(event) => (
            <EventRow
              event={event}
              action={actions.get(event.agent_id)}
              isCurrent={event.id === chosenEventId}
              onOpen={() => onOpenEvent(event.agent_id, event.id)}
              isChosen={chosen.has(event.id)}
              onChoose={canRun ? (isChosen) => choose(event.id, isChosen) : undefined}
            />
          )}
        </VirtualRows>
      )}
      {canRun && <EmitAgain ids={chosen} onChosen={setChosen} />}
    </>
  );
}
