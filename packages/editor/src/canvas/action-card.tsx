import type { ActionResponse } from '@fabula/model';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { CalendarClock, CircleSlash, MoveDiagonal, Pencil, Plus, TriangleAlert } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { type Activity, useActivity } from '../data/activity.ts';
import { ActionIcon } from '../ui/action-icon.tsx';
import { actionKind } from '../ui/action-kind.ts';
import { classNames } from '../ui/class-names.ts';
import type { ChangeMark } from './board-changes.ts';
import { useDrawingTools } from './drawing-tools.ts';
import { mark, useMarks } from './marks.ts';
import type { ActionNode } from './story-graph.ts';

/** One action on the board. It is drawn again only when itself, its marks or its activity change. */
export const ActionCard = memo(
  function ActionCard({ data: { action } }: NodeProps<ActionNode>) {
    const { isReadOnly, canReceive: receives, addAfter } = useDrawingTools();
    const canReceive = !isReadOnly && receives(action.type);
    const marks = useMarks(action.guid);
    const activity = useActivity(action.id);
    const card = useRef<HTMLButtonElement>(null);
    const kind = actionKind(action.type, action.options);
    const isChosen = (marks & mark.chosen) !== 0;
    const wantsFocus = (marks & mark.wantsFocus) !== 0;
    const state = stateOf(action, activity);
    const change = changeOf(marks);

    useEffect(() => {
      // Without `preventScroll` the browser would move the board itself.
      if (wantsFocus) card.current?.focus({ preventScroll: true });
    }, [wantsFocus]);

    return (
      <>
        <Handle type="target" position={Position.Top} isConnectable={canReceive} className="link-end link-target" />
        <button
          ref={card}
          type="button"
          data-action={action.id}
          data-guid={action.guid}
          data-on-path={(marks & mark.onPath) !== 0}
          data-state={state}
          data-change={change}
          aria-pressed={isChosen}
          aria-label={spokenName(action, kind.label, activity, state, change)}
          tabIndex={(marks & mark.tabStop) !== 0 ? 0 : -1}
          className={classNames('action-card', isChosen && 'is-chosen')}
        >
          <ActionIcon kind={kind} />
          <span className="flex min-w-0 flex-1 flex-col text-left">
            <span className="action-name">{action.name}</span>
            <span className="action-kind-label">
              {kind.label}
              {(action.schedule?.length ?? 0) > 0 && <CalendarClock className="size-3" aria-label="scheduled" />}
            </span>
          </span>
          {state === 'disabled' && <CircleSlash className="size-4 shrink-0 text-ink-faint" aria-hidden />}
          {state === 'failing' && <TriangleAlert className="size-4 shrink-0 text-danger" aria-hidden />}
        </button>
        <CountPill activity={activity} />
        {change !== undefined && <ChangePill change={change} />}
        <Handle
          type="source"
          position={Position.Bottom}
          isConnectable={!isReadOnly}
          className="link-end link-source"
          onClick={(event) => {
            event.stopPropagation();
            addAfter(action.guid);
          }}
        />
      </>
    );
  },
  (before, after) => before.data === after.data,
);

type CardState = 'usual' | 'disabled' | 'failing';

/** Failing: the newest thing that happened is an error. One that was followed by events is history, kept in the logs. */
function stateOf(action: ActionResponse, activity: Activity | undefined): CardState {
  if (action.disabled) return 'disabled';
  const failedAt = activity?.last_error_log_at ?? null;
  const emittedAt = activity?.last_event_at ?? null;
  return failedAt !== null && (emittedAt === null || failedAt >= emittedAt) ? 'failing' : 'usual';
}

function spokenName(
  action: ActionResponse,
  kind: string,
  activity: Activity | undefined,
  state: CardState,
  change: ChangeMark | undefined,
): string {
  const events =
    activity === undefined ? [] : [`${activity.events_count} ${activity.events_count === 1 ? 'event' : 'events'}`];
  return [
    action.name,
    kind,
    ...events,
    ...(state === 'usual' ? [] : [state]),
    ...(change === undefined ? [] : [change]),
  ].join(', ');
}

function changeOf(marks: number): ChangeMark | undefined {
  return (['added', 'changed', 'moved'] as const).find((each) => (marks & mark[each]) !== 0);
}

const changeIcons = { added: Plus, changed: Pencil, moved: MoveDiagonal } satisfies Record<ChangeMark, unknown>;

/** What a draft has made of it, told by a sign and a word. */
function ChangePill({ change }: { readonly change: ChangeMark }) {
  const Icon = changeIcons[change];
  return (
    <span aria-hidden data-change={change} className="change-pill">
      <Icon /> {change}
    </span>
  );
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** How many events there are. It lights up for a moment each time the number rises. */
function CountPill({ activity }: { readonly activity: Activity | undefined }) {
  const count = activity?.events_count ?? 0;
  const before = useRef(activity?.events_count);
  const hasRisen = activity?.isFresh === true && count > (before.current ?? 0);
  useEffect(() => {
    before.current = activity?.events_count;
  }, [activity?.events_count]);
  if (count === 0) return null;
  return (
    <span
      key={count}
      aria-hidden
      data-testid="event-count"
      className={classNames('count-pill', hasRisen && 'has-risen')}
    >
      {compact.format(count)}
    </span>
  );
}
