import { Folder as FolderIcon, Layers } from 'lucide-react';
import type { Folder } from '../../data/folders.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SearchList } from '../../ui/search-list.tsx';
import { type Moved, mayMove, pathOf } from './folder-rows.ts';

interface MoveDialogProps {
  /** Its name. */
  readonly what: string;
  readonly moved: Moved;
  readonly folders: readonly Folder[];
  readonly onClose: () => void;
  readonly onMove: (target: Folder | null) => void;
}

interface Target {
  readonly folder: Folder | null;
  /** With the folders around it: names alone may be the same. */
  readonly words: string;
}

/** Where something goes, for whoever does not drag. */
export function MoveDialog({ what, moved, folders, onClose, onMove }: MoveDialogProps) {
  const targets: Target[] = [
    { folder: null, words: 'No folder' },
    ...folders.map((folder) => ({
      folder,
      words: pathOf(folders, folder.id)
        .map(({ name }) => name)
        .join(' / '),
    })),
  ]
    .filter(({ folder }) => mayMove(folders, moved, folder))
    .sort(
      (one, other) =>
        Number(one.folder !== null) - Number(other.folder !== null) || one.words.localeCompare(other.words),
    );
  return (
    <Dialog isOpen onClose={onClose} title={`Move ${what}`}>
      <SearchList<Target>
        label="Search folders"
        placeholder="Into which folder?"
        listLabel="Folders"
        find={(text) => targets.filter(({ words }) => words.toLowerCase().includes(text.trim().toLowerCase()))}
        keyOf={({ folder }) => folder?.id ?? 'none'}
        nothing={targets.length === 0 ? 'There is no other folder. Make one first.' : 'No folder is called that.'}
        onChoose={({ folder }) => {
          onMove(folder);
          onClose();
        }}
      >
        {({ folder, words }) => (
          <>
            {folder === null ? (
              <Layers aria-hidden className="size-4 shrink-0 text-ink-faint" />
            ) : (
              <FolderIcon aria-hidden className="size-4 shrink-0 text-ink-faint" />
            )}
            <span className="truncate">{words}</span>
          </>
        )}
      </SearchList>
    </Dialog>
  );
}
