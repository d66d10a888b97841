/** The folders beside the list of stories: choosing one, putting them in order, and dropping stories on them. */
import type { StoryResponse } from '@fabula/model';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, FolderPlus } from 'lucide-react';
import { useState } from 'react';
import { type Folder, storyFoldersQuery, useUpdateFolder } from '../../data/folders.ts';
import { useMoveStory } from '../../data/move-story.ts';
import { holds, sessionQuery } from '../../data/session.ts';
import type { Team } from '../../data/teams.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { DeleteFolderDialog } from './delete-folder-dialog.tsx';
import { FolderNameDialog } from './folder-name-dialog.tsx';
import { mayMove } from './folder-rows.ts';
import { FolderTree } from './folder-tree.tsx';
import { MoveDialog } from './move-dialog.tsx';

interface FoldersPanelProps {
  readonly teams: readonly Team[];
  readonly teamId: number | undefined;
  /** The folder whose stories are shown. */
  readonly folderId: number | undefined;
  readonly onFolder: (id: number | undefined) => void;
  /** The story that is being dragged. */
  readonly draggedStory: StoryResponse | undefined;
  readonly onProblem: (problem: string) => void;
}

type Open =
  | { readonly kind: 'new'; readonly parent: Folder | null }
  | { readonly kind: 'rename' | 'delete' | 'move'; readonly folder: Folder };

export function FoldersPanel({ teams, teamId, folderId, onFolder, draggedStory, onProblem }: FoldersPanelProps) {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const { data: folders = [], error } = useQuery(storyFoldersQuery(teamId));
  const update = useUpdateFolder();
  const moveStory = useMoveStory();
  const [open, setOpen] = useState<Open>();
  const [dragged, setDragged] = useState<Folder>();
  /** On a phone the tree is put away until it is wanted. */
  const [isUnfolded, setUnfolded] = useState(false);
  const close = () => setOpen(undefined);
  const current = folders.find(({ id }) => id === folderId);
  const writableTeams = teams.filter(
    ({ id }) => (teamId === undefined || id === teamId) && holds(user, id, 'folder:write'),
  );
  const mayWrite = (folder: Folder) => holds(user, folder.team_id, 'folder:write');

  function moveFolder(folder: Folder, target: Folder | null) {
    const move = update.mutateAsync({ id: folder.id, parent_folder_id: target?.id ?? null });
    move.catch((problem: Error) => onProblem(`“${folder.name}” could not be moved: ${problem.message}`));
  }

  function drop(target: Folder | null) {
    if (dragged !== undefined) moveFolder(dragged, target);
    if (draggedStory === undefined) return;
    const move = moveStory.mutateAsync({ story: draggedStory, folderId: target?.id ?? null });
    move.catch((problem: Error) => onProblem(`“${draggedStory.name}” could not be moved: ${problem.message}`));
  }

  function mayDrop(target: Folder | null): boolean {
    if (dragged !== undefined) return mayMove(folders, { kind: 'folder', folder: dragged }, target);
    if (draggedStory === undefined) return false;
    const { team_id, folder_id } = draggedStory;
    return mayMove(folders, { kind: 'story', teamId: team_id, folderId: folder_id }, target);
  }

  return (
    <nav aria-label="Folders" className="flex flex-col gap-1.5 md:sticky md:top-8 md:w-56 md:shrink-0">
      <div className="flex h-9 items-center gap-1">
        <Button
          look="quiet"
          aria-expanded={isUnfolded}
          onClick={() => setUnfolded(!isUnfolded)}
          className="min-w-0 flex-1 justify-start! px-2! md:hidden"
        >
          <ChevronDown aria-hidden className={classNames('transition-transform', !isUnfolded && '-rotate-90')} />
          <span className="truncate">{current === undefined ? 'Folders' : `Folder: ${current.name}`}</span>
        </Button>
        <h2 className="flex-1 px-2 text-xs font-medium text-ink-soft max-md:hidden">Folders</h2>
        {writableTeams.length > 0 && (
          <IconButton label="New folder" onClick={() => setOpen({ kind: 'new', parent: null })}>
            <FolderPlus />
          </IconButton>
        )}
      </div>
      <div className={classNames(!isUnfolded && 'max-md:hidden')}>
        {error !== null && folders.length === 0 ? (
          <p className="px-2 text-xs text-danger">The folders could not be read: {error.message}</p>
        ) : (
          <FolderTree
            folders={folders}
            teamNames={
              teams.length > 1 && teamId === undefined ? new Map(teams.map((each) => [each.id, each.name])) : undefined
            }
            folderId={folderId}
            onFolder={(id) => {
              setUnfolded(false);
              onFolder(id);
            }}
            mayWrite={mayWrite}
            onNew={(parent) => setOpen({ kind: 'new', parent })}
            onRename={(folder) => setOpen({ kind: 'rename', folder })}
            onMove={(folder) => setOpen({ kind: 'move', folder })}
            onDelete={(folder) => setOpen({ kind: 'delete', folder })}
            onDrag={setDragged}
            mayDrop={mayDrop}
            onDrop={drop}
          />
        )}
        {folders.length === 0 && error === null && (
          <p className="px-2 pt-1 text-xs text-balance text-ink-soft">
            No folders yet. They keep together what belongs together.
          </p>
        )}
      </div>
      {open?.kind === 'new' && (
        <FolderNameDialog parent={open.parent} teams={writableTeams} onClose={close} onMade={() => setUnfolded(true)} />
      )}
      {open?.kind === 'rename' && (
        <FolderNameDialog
          folder={open.folder}
          parent={null}
          teams={writableTeams}
          onClose={close}
          onRename={(name) => {
            const rename = update.mutateAsync({ id: open.folder.id, name });
            rename.catch((problem: Error) =>
              onProblem(`“${open.folder.name}” could not be renamed: ${problem.message}`),
            );
          }}
        />
      )}
      {open?.kind === 'move' && (
        <MoveDialog
          what={open.folder.name}
          moved={{ kind: 'folder', folder: open.folder }}
          folders={folders}
          onClose={close}
          onMove={(target) => moveFolder(open.folder, target)}
        />
      )}
      {open?.kind === 'delete' && (
        <DeleteFolderDialog
          folder={open.folder}
          folders={folders}
          onClose={close}
          onDeleted={() => {
            if (folderId === open.folder.id) onFolder(open.folder.parent_folder_id ?? undefined);
          }}
        />
      )}
    </nav>
  );
}
