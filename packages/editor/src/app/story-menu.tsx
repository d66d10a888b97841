/** What is done with a story less often than every day. */
import type { StoryResponse } from '@fabula/model';
import {
  Bookmark,
  Download,
  Ellipsis,
  Gauge,
  GitPullRequest,
  GitPullRequestClosed,
  Keyboard,
  ListTree,
  Settings2,
} from 'lucide-react';
import type { StoryPlace } from '../data/editing.ts';
import { exportAddress } from '../data/stories.ts';
import { IconButton } from '../ui/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';

interface StoryMenuProps {
  readonly story: StoryResponse;
  readonly place: StoryPlace;
  /** Whether the person may turn change control on or off. */
  readonly canControl: boolean;
  readonly onSettings: () => void;
  readonly onBudget: () => void;
  readonly onEvents: () => void;
  readonly onVersions: () => void;
  readonly onChangeControl: () => void;
  readonly onHelp: () => void;
}

export function StoryMenu(props: StoryMenuProps) {
  const { story, place, canControl, onSettings, onBudget, onEvents, onVersions, onChangeControl, onHelp } = props;
  return (
    <Menu
      trigger={
        <IconButton label="More about this story" look="secondary">
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem onSelect={onSettings}>
        <Settings2 /> Settings…
      </MenuItem>
      <MenuItem onSelect={onEvents}>
        <ListTree /> Events
      </MenuItem>
      <MenuItem onSelect={onVersions}>
        <Bookmark /> Versions
      </MenuItem>
      <MenuItem onSelect={onBudget}>
        <Gauge /> Budget
      </MenuItem>
      <MenuItem asChild>
        <a href={exportAddress(place)} download={`${story.slug || 'story'}.json`}>
          <Download /> Export as a file
        </a>
      </MenuItem>
      {canControl && (
        <MenuItem onSelect={onChangeControl}>
          {story.change_control_enabled ? (
            <>
              <GitPullRequestClosed /> Turn change control off…
            </>
          ) : (
            <>
              <GitPullRequest /> Turn change control on…
            </>
          )}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem onSelect={onHelp}>
        <Keyboard /> Keyboard shortcuts
      </MenuItem>
    </Menu>
  );
}
