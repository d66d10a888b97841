import type { ActionResponse } from '@fabula/model';
import { Repeat2 } from 'lucide-react';
import type { ListedEvent } from '../data/story-events.ts';
import { ActionIcon } from '../ui/action-icon.tsx';
import { actionKind } from '../ui/action-kind.ts';
import { TimeAgo } from '../ui/time-ago.tsx';

interface EventRowProps {
  readonly event: ListedEvent;
  /** undefined: it is gone, or lies in a group. */
  readonly action: ActionResponse | undefined;
  readonly isCurrent: boolean;
  readonly onOpen: () => void;
  readonly isChosen: boolean;
  /** Absent: it cannot be emitted again by this person. */
  readonly onChoose: ((isChosen: boolean) => void) | undefined;
}

export function EventRow({ event, action, isCurrent, onOpen, isChosen, onChoose }: EventRowProps) {
  const name = action?.name ?? `Action ${event.agent_id}`;
  return (
    <>
      {onChoose !== undefined && (
        <label className="flex size-8 shrink-0 cursor-pointer items-center justify-center">
          <input
            type="checkbox"
            aria-label={`Choose event ${event.id}`}
            checked={isChosen}
            onChange={({ target }) => onChoose(target.checked)}
            className="size-4 accent-accent"
          />
        </label>
      )}
      <button
        type="button"
        data-row
        aria-current={isCurrent ? 'true' : undefined}
        onClick={onOpen}
        className="flex h-12 min-w-0 flex-1 items-center gap-2.5 rounded-lg px-2 text-left hover:bg-hover focus-visible:-outline-offset-2 aria-[current]:bg-accent-soft"
      >
        {action !== undefined && <ActionIcon kind={actionKind(action.type, action.options)} size="small" />}
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-1.5">
            <span className="min-w-0 truncate">{name}</span>
            {event.re_emitted && (
              <Repeat2 role="img" aria-label="emitted again" className="size-3.5 shrink-0 text-ink-soft" />
            )}
          </span>
          <span className="block truncate font-mono text-2xs text-ink-faint">{event.beginning}</span>
        </span>
        <span className="flex shrink-0 flex-col items-end text-xs text-ink-faint tabular-nums">
          <TimeAgo at={event.created_at} />
          <span className="font-mono text-2xs">#{event.id}</span>
        </span>
      </button>
    </>
  );
}
