import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { Folder } from '../../data/folders.ts';
import { walkTree } from '../../ui/tree-keys.ts';
import { type FolderRowActions, FolderRowView } from './folder-row-view.tsx';
import { type FolderRow, folderRows } from './folder-rows.ts';

interface FolderTreeProps extends FolderRowActions {
  readonly folders: readonly Folder[];
  /** Shown beside the outermost folders; left out where all are of one team. */
  readonly teamNames: ReadonlyMap<number, string> | undefined;
  readonly folderId: number | undefined;
  readonly mayWrite: (folder: Folder) => boolean;
}

/** The first row is of no folder: it shows all stories, and takes what is to lie in none. */
type Row = FolderRow | { readonly folder: null; readonly depth: 0; readonly isOpen: null };
const allRow: Row = { folder: null, depth: 0, isOpen: null };

export function FolderTree({ folders, teamNames, folderId, mayWrite, ...actions }: FolderTreeProps) {
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  const rows: readonly Row[] = useMemo(() => [allRow, ...folderRows(folders, closed)], [folders, closed]);
  /** The row that Tab leads to; undefined: the one that is shown. */
  const [focused, setFocused] = useState<number | null>();
  const tree = useRef<HTMLDivElement>(null);
  const wanted = focused === undefined ? (folderId ?? null) : focused;
  const reachable = rows.some(({ folder }) => (folder?.id ?? null) === wanted) ? wanted : null;

  function toggle({ folder }: Row) {
    if (folder === null) return;
    const next = new Set(closed);
    if (!next.delete(folder.id)) next.add(folder.id);
    setClosed(next);
  }

  function focusRow(row: Row | undefined) {
    if (row === undefined) return;
    tree.current?.querySelector<HTMLElement>(`[data-folder="${row.folder?.id ?? 'all'}"]`)?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const row = event.target instanceof HTMLElement ? event.target.dataset['folder'] : undefined;
    const at = rows.findIndex(({ folder }) => String(folder?.id ?? 'all') === row);
    const here = rows[at];
    if (here === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const { folder } = here;
    const isMine = folder !== null && mayWrite(folder);
    if (event.key === 'Enter' || event.key === ' ') actions.onFolder(folder?.id);
    else if (event.key === 'F2' && isMine) actions.onRename(folder);
    else if (event.key === 'Delete' && isMine) actions.onDelete(folder);
    else if (!walkTree(event.key, { rows, at, isOpen: (each) => each.isOpen, toggle, focus: focusRow })) return;
    event.preventDefault();
  }

  return (
    <div ref={tree} role="tree" aria-label="Folders" tabIndex={-1} onKeyDown={onKeyDown} className="outline-none">
      {rows.map((row) => (
        <FolderRowView
          key={row.folder?.id ?? 'all'}
          folder={row.folder}
          depth={row.depth}
          isOpen={row.isOpen}
          teamName={row.depth === 0 && row.folder !== null ? teamNames?.get(row.folder.team_id) : undefined}
          isShown={(row.folder?.id ?? undefined) === folderId}
          isReachable={(row.folder?.id ?? null) === reachable}
          mayWrite={row.folder !== null && mayWrite(row.folder)}
          onToggle={() => toggle(row)}
          onFocus={() => setFocused(row.folder?.id ?? null)}
          {...actions}
        />
      ))}
    </div>
  );
}
