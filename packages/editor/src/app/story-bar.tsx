import type { StoryResponse } from '@fabula/model';
import { Link } from '@tanstack/react-router';
import { ChevronRight, History } from 'lucide-react';
import type { ReactNode } from 'react';
import type { LiveState } from '../data/live.ts';
import type { Other } from '../data/presence.ts';
import { StoryChips } from '../home/story-chips.tsx';
import { buttonClass } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Skeleton } from '../ui/states.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { PeopleHere } from './people-here.tsx';

interface StoryBarProps {
  readonly story: StoryResponse | undefined;
  readonly live: LiveState;
  /** Who else is here. */
  readonly people: readonly Other[];
  readonly isRunsOpen: boolean;
  readonly onToggleRuns: () => void;
  /** Calls that wait for somebody to approve them. */
  readonly waitingCount: number;
  /** Beside the name: which draft is open. A phone has it under the bar. */
  readonly place: ReactNode;
  /** At the end. */
  readonly menu: ReactNode;
}

export function StoryBar({ story, live, people, isRunsOpen, onToggleRuns, waitingCount, place, menu }: StoryBarProps) {
  return (
    <>
      <nav aria-label="Where you are" className="flex min-w-0 items-center gap-1.5">
        <Link to="/stories" search={{}} className="rounded px-1 text-ink-soft hover:text-ink max-md:hidden">
          Stories
        </Link>
        <ChevronRight className="size-3.5 shrink-0 text-ink-faint max-md:hidden" aria-hidden />
        {story === undefined ? (
          <Skeleton className="h-5 w-40" />
        ) : (
          <h1 className="truncate font-medium" title={story.name}>
            {story.name}
          </h1>
        )}
      </nav>
      <div className="shrink-0 max-md:hidden">{place}</div>
      {story !== undefined && (
        <span className="flex min-w-0 items-center gap-2 max-lg:hidden">
          <StoryChips story={story} />
        </span>
      )}
      <div className="ml-auto flex shrink-0 items-center gap-2">
        <PeopleHere people={people} />
        <LiveMark state={live} />
        <Tooltip text="Runs" shortcut="r">
          <button
            type="button"
            aria-pressed={isRunsOpen}
            aria-label={waitingCount === 0 ? 'Runs' : `Runs, ${waitingCount} to approve`}
            onClick={onToggleRuns}
            className={buttonClass('secondary', 'aria-pressed:bg-accent-soft aria-pressed:text-accent max-md:px-2.5')}
          >
            <History />
            <span className="max-md:hidden">Runs</span>
            {waitingCount > 0 && (
              <span
                aria-hidden
                className="-mr-1 grid h-5 min-w-5 place-items-center rounded-full bg-warn-soft px-1 text-xs text-warn tabular-nums"
              >
                {waitingCount}
              </span>
            )}
          </button>
        </Tooltip>
        {menu}
      </div>
    </>
  );
}

const liveWords: Record<LiveState, string> = {
  connecting: 'Connecting…',
  live: 'Connected',
  lost: 'Reconnecting…',
};

function LiveMark({ state }: { readonly state: LiveState }) {
  return (
    <span role="status" className="flex items-center gap-1.5 text-xs text-ink-soft">
      <span
        aria-hidden
        className={classNames(
          'size-2 rounded-full',
          state === 'live' ? 'bg-good' : state === 'lost' ? 'animate-pulse-soft bg-warn' : 'bg-line-strong',
        )}
      />
      <span className="max-md:sr-only">{liveWords[state]}</span>
    </span>
  );
}
