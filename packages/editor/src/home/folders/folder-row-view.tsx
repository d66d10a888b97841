import {
  ChevronRight,
  Ellipsis,
  Folder as FolderIcon,
  FolderInput,
  FolderPlus,
  Layers,
  Pencil,
  Trash2,
} from 'lucide-react';
import { type DragEvent, useState } from 'react';
import type { Folder } from '../../data/folders.ts';
import { countText } from '../../ui/amount.ts';
import { IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';

/** What can be done with folders. `null`: with no folder at all. */
export interface FolderRowActions {
  readonly onFolder: (id: number | undefined) => void;
  readonly onNew: (parent: Folder) => void;
  readonly onRename: (folder: Folder) => void;
  readonly onMove: (folder: Folder) => void;
  readonly onDelete: (folder: Folder) => void;
  readonly onDrag: (folder: Folder | undefined) => void;
  readonly mayDrop: (target: Folder | null) => boolean;
  readonly onDrop: (target: Folder | null) => void;
}

interface FolderRowViewProps extends FolderRowActions {
  readonly folder: Folder | null;
  readonly depth: number;
  readonly isOpen: boolean | null;
  readonly teamName: string | undefined;
  /** Its stories are in the list. */
  readonly isShown: boolean;
  /** By Tab. */
  readonly isReachable: boolean;
  readonly mayWrite: boolean;
  readonly onToggle: () => void;
  readonly onFocus: () => void;
}

const indent = 14;

export function FolderRowView(props: FolderRowViewProps) {
  const { folder, depth, isOpen, teamName, isShown, isReachable, mayWrite, onToggle, onFocus } = props;
  const [isOver, setOver] = useState(false);

  function onDragOver(event: DragEvent) {
    if (!props.mayDrop(folder)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    setOver(true);
  }

  function onDrop(event: DragEvent) {
    setOver(false);
    if (!props.mayDrop(folder)) return;
    event.preventDefault();
    event.stopPropagation();
    props.onDrop(folder);
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys
    <div
      role="treeitem"
      data-folder={folder?.id ?? 'all'}
      aria-label={folder === null ? 'All stories' : `${folder.name}, ${countText(folder.size, 'story', 'stories')}`}
      aria-level={depth + 1}
      aria-expanded={isOpen ?? undefined}
      aria-selected={isShown}
      tabIndex={isReachable ? 0 : -1}
      draggable={folder !== null && mayWrite}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', folder?.name ?? '');
        if (folder !== null) props.onDrag(folder);
      }}
      onDragEnd={() => props.onDrag(undefined)}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      onFocus={(event) => event.target === event.currentTarget && onFocus()}
      onClick={() => props.onFolder(folder?.id)}
      style={{ paddingLeft: depth * indent }}
      className={classNames(
        'group/folder flex h-9 cursor-pointer items-center gap-1 rounded-lg pr-0.5 select-none',
        isShown ? 'bg-accent-soft text-accent' : 'hover:bg-hover',
        isOver && 'outline-2 -outline-offset-2 outline-accent',
      )}
    >
      {isOpen === null ? (
        <span className="w-6 shrink-0" />
      ) : (
        // The arrow keys do the same.
        // biome-ignore lint/a11y/noStaticElementInteractions: for the pointer alone
        // biome-ignore lint/a11y/useKeyWithClickEvents: for the pointer alone
        <span
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
          className="grid size-6 shrink-0 place-items-center rounded-md hover:bg-line"
        >
          <ChevronRight aria-hidden className={classNames('size-3.5 text-ink-faint', isOpen && 'rotate-90')} />
        </span>
      )}
      {folder === null ? (
        <Layers aria-hidden className="size-4 shrink-0" />
      ) : (
        <FolderIcon aria-hidden className="size-4 shrink-0" />
      )}
      <span className="ml-1 min-w-0 flex-1 truncate" title={folder?.name}>
        {folder?.name ?? 'All stories'}
        {teamName !== undefined && <span className="ml-1.5 text-xs text-ink-soft">{teamName}</span>}
      </span>
      {folder !== null && (
        <span
          className={classNames(
            'px-1.5 text-xs text-ink-soft tabular-nums',
            mayWrite && 'md:group-focus-within/folder:hidden md:group-hover/folder:hidden',
          )}
        >
          {folder.size}
        </span>
      )}
      {folder !== null && mayWrite && <RowMenu {...props} folder={folder} isReachable={isReachable} />}
    </div>
  );
}

function RowMenu(props: FolderRowActions & { readonly folder: Folder; readonly isReachable: boolean }) {
  const { folder, isReachable, onNew, onRename, onMove, onDelete } = props;
  return (
    // A menu is drawn elsewhere, but what is pressed in it still comes through here.
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps presses from the row
    <span
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => event.stopPropagation()}
      className="shrink-0 md:sr-only md:group-focus-within/folder:not-sr-only md:group-hover/folder:not-sr-only md:has-[[data-state=open]]:not-sr-only"
    >
      <Menu
        trigger={
          <IconButton label={`More about the folder ${folder.name}`} tabIndex={isReachable ? 0 : -1} className="size-7">
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => onNew(folder)}>
          <FolderPlus /> New folder inside…
        </MenuItem>
        <MenuItem onSelect={() => onRename(folder)}>
          <Pencil /> Rename…
        </MenuItem>
        <MenuItem onSelect={() => onMove(folder)}>
          <FolderInput /> Move to…
        </MenuItem>
        <MenuSeparator />
        <MenuItem onSelect={() => onDelete(folder)}>
          <Trash2 /> Delete…
        </MenuItem>
      </Menu>
    </span>
  );
}
