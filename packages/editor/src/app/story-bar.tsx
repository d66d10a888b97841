import type { StoryResponse } from '@fabula/model';
import { Link } from '@tanstack/react-router';
import { ChevronRight, Download, Gauge, History } from 'lucide-react';
import type { LiveState } from '../data/live.ts';
import { exportAddress } from '../data/stories.ts';
import { buttonClass, IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Skeleton } from '../ui/states.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { StoryChips } from './story-chips.tsx';

interface StoryBarProps {
  readonly story: StoryResponse | undefined;
  readonly live: LiveState;
  readonly isRunsOpen: boolean;
  readonly onToggleRuns: () => void;
  readonly onBudget: () => void;
}

export function StoryBar({ story, live, isRunsOpen, onToggleRuns, onBudget }: StoryBarProps) {
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
      {story !== undefined && <StoryChips story={story} />}
      <div className="ml-auto flex shrink-0 items-center gap-2">
        <LiveMark state={live} />
        <Tooltip text="Runs" shortcut="r">
          <button
            type="button"
            aria-pressed={isRunsOpen}
            aria-label="Runs"
            onClick={onToggleRuns}
            className={buttonClass('secondary', 'aria-pressed:bg-accent-soft aria-pressed:text-accent max-md:px-2.5')}
          >
            <History />
            <span className="max-md:hidden">Runs</span>
          </button>
        </Tooltip>
        <IconButton label="Budget" look="secondary" onClick={onBudget}>
          <Gauge />
        </IconButton>
        {story !== undefined && (
          <Tooltip text="Export as a file">
            <a
              href={exportAddress(story.id)}
              download={`${story.slug || 'story'}.json`}
              aria-label="Export"
              className={buttonClass('secondary', 'max-md:px-2.5')}
            >
              <Download />
              <span className="max-md:hidden">Export</span>
            </a>
          </Tooltip>
        )}
      </div>
    </>
  );
}

const liveWords: Record<LiveState, string> = {
  connecting: 'Connecting…',
  live: 'Live',
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
