/** One story of the list. */
import type { StoryResponse } from '@fabula/model';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  BookOpenText,
  CirclePlay,
  CircleSlash,
  Download,
  Ellipsis,
  FolderInput,
  Lock,
  LockOpen,
  Settings2,
  Trash2,
} from 'lucide-react';
import { actionCountQuery } from '../data/actions.ts';
import { holds, sessionQuery } from '../data/session.ts';
import { exportAddress, useUpdateStory } from '../data/stories.ts';
import { IconButton } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { FavoriteStar } from './favorite-star.tsx';
import { StoryChips } from './story-chips.tsx';

interface StoryRowProps {
  readonly story: StoryResponse;
  readonly teamName: string | undefined;
  readonly folderName: string | undefined;
  readonly onSettings: () => void;
  readonly onDelete: () => void;
  /** Asks into which folder it goes. */
  readonly onMove: () => void;
  /** It is dragged; false: no longer. */
  readonly onDrag: (isDragged: boolean) => void;
  readonly onProblem: (problem: string) => void;
}

export function StoryRow(props: StoryRowProps) {
  const { story, teamName, folderName, onSettings, onDelete, onMove, onDrag, onProblem } = props;
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  return (
    <li
      draggable={holds(user, story.team_id, 'story:write') && !story.locked}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', story.name);
        onDrag(true);
      }}
      onDragEnd={() => onDrag(false)}
      className="group relative flex items-center gap-3 px-4 py-3 hover:bg-hover"
    >
      <span
        aria-hidden
        className="flex size-9 shrink-0 items-center justify-center rounded-lg bg-accent-soft text-accent"
      >
        <BookOpenText className="size-4.5" strokeWidth={1.8} />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <Link
            to="/stories/$storyId"
            params={{ storyId: String(story.id) }}
            search={{}}
            // The row is dragged, not the address.
            draggable={false}
            className="truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-lg focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
          >
            {story.name}
          </Link>
          <StoryChips story={story} />
        </div>
        <p className="flex gap-1.5 truncate text-xs text-ink-faint">
          <ActionCount storyId={story.id} />
          <span aria-hidden>·</span>
          <span>
            edited <TimeAgo at={story.edited_at} />
          </span>
          {[teamName, folderName, ...story.tags].map(
            (word, at) =>
              word !== undefined && (
                // biome-ignore lint/suspicious/noArrayIndexKey: a folder and a tag may be called the same
                <span key={at} className="flex min-w-0 gap-1.5 max-sm:hidden">
                  <span aria-hidden>·</span>
                  <span className="truncate">{word}</span>
                </span>
              ),
          )}
        </p>
      </div>
      <Attention story={story} />
      <FavoriteStar storyId={story.id} storyName={story.name} onProblem={onProblem} />
      <Tooltip text="Export as a file">
        <a
          href={exportAddress({ storyId: story.id, draftId: null })}
          download={`${story.slug || 'story'}.json`}
          aria-label={`Export ${story.name}`}
          className="relative flex size-9 shrink-0 items-center justify-center rounded-lg text-ink-soft hover:bg-line hover:text-ink max-sm:hidden"
        >
          <Download className="size-4" />
        </a>
      </Tooltip>
      <RowMenu story={story} onSettings={onSettings} onDelete={onDelete} onMove={onMove} onProblem={onProblem} />
    </li>
  );
}

/** Whether somebody should look: actions whose newest run failed. */
export function needsAttention(story: StoryResponse): boolean {
  return (story.not_working_actions_count ?? 0) > 0;
}

function Attention({ story }: { readonly story: StoryResponse }) {
  const count = story.not_working_actions_count ?? 0;
  if (!needsAttention(story)) return null;
  return <Chip tone="danger">{count === 1 ? '1 action fails' : `${count} actions fail`}</Chip>;
}

function ActionCount({ storyId }: { readonly storyId: number }) {
  const { data: count } = useQuery(actionCountQuery(storyId));
  return <span>{count === undefined ? '… actions' : count === 1 ? '1 action' : `${count} actions`}</span>;
}

type RowMenuProps = Pick<StoryRowProps, 'story' | 'onSettings' | 'onDelete' | 'onMove' | 'onProblem'>;

function RowMenu({ story, onSettings, onDelete, onMove, onProblem }: RowMenuProps) {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const update = useUpdateStory({ storyId: story.id, draftId: null });
  const change = (changes: Readonly<Record<string, unknown>>) =>
    update.mutate(changes, { onError: (error) => onProblem(`${story.name}: ${error.message}`) });
  const canWrite = holds(user, story.team_id, 'story:write');
  // Under change control what runs is changed through drafts alone.
  const canSwitch = canWrite && !story.locked && !story.change_control_enabled;
  return (
    <Menu
      trigger={
        <IconButton label={`More about ${story.name}`} className="relative">
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem onSelect={onSettings}>
        <Settings2 /> Settings…
      </MenuItem>
      {canWrite && !story.locked && (
        <MenuItem onSelect={onMove}>
          <FolderInput /> Move to a folder…
        </MenuItem>
      )}
      <MenuItem asChild>
        <a href={exportAddress({ storyId: story.id, draftId: null })} download={`${story.slug || 'story'}.json`}>
          <Download /> Export as a file
        </a>
      </MenuItem>
      {canSwitch && (
        <MenuItem onSelect={() => change({ disabled: !story.disabled })}>
          {story.disabled ? <CirclePlay /> : <CircleSlash />} {story.disabled ? 'Enable' : 'Disable'}
        </MenuItem>
      )}
      {canWrite && (
        <MenuItem onSelect={() => change({ locked: !story.locked })}>
          {story.locked ? <LockOpen /> : <Lock />} {story.locked ? 'Unlock' : 'Lock'}
        </MenuItem>
      )}
      {holds(user, story.team_id, 'story:delete') && !story.locked && (
        <>
          <MenuSeparator />
          <MenuItem onSelect={onDelete}>
            <Trash2 /> Delete…
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
