/** Folders as a tree: its rows, and what may be moved where. Pure. */
import type { Folder } from '../../data/folders.ts';

export interface FolderRow {
  readonly folder: Folder;
  readonly depth: number;
  /** null: nothing lies in it that could be opened. */
  readonly isOpen: boolean | null;
}

/** What is dragged. */
export type Moved =
  | { readonly kind: 'folder'; readonly folder: Folder }
  | { readonly kind: 'story'; readonly teamId: number; readonly folderId: number | null };

/** From top to bottom, by name; what lies in a closed folder is left out. A folder whose parent is not seen is at the top. */
export function folderRows(folders: readonly Folder[], closed: ReadonlySet<number>): FolderRow[] {
  const ids = new Set(folders.map(({ id }) => id));
  const inside = new Map<number | null, Folder[]>();
  for (const folder of folders) {
    const parent =
      folder.parent_folder_id !== null && ids.has(folder.parent_folder_id) ? folder.parent_folder_id : null;
    inside.set(parent, [...(inside.get(parent) ?? []), folder]);
  }
  const rows: FolderRow[] = [];
  const add = (parent: number | null, depth: number) => {
    const here = [...(inside.get(parent) ?? [])].sort((one, other) => one.name.localeCompare(other.name));
    for (const folder of here) {
      const isOpen = inside.has(folder.id) ? !closed.has(folder.id) : null;
      rows.push({ folder, depth, isOpen });
      if (isOpen === true) add(folder.id, depth + 1);
    }
  };
  add(null, 0);
  return rows;
}

/** The folders around it, outermost first, and itself. */
export function pathOf(folders: readonly Folder[], id: number): Folder[] {
  const path: Folder[] = [];
  let next: number | null = id;
  while (next !== null) {
    const folder = folders.find((each) => each.id === next);
    if (folder === undefined || path.includes(folder)) break;
    path.unshift(folder);
    next = folder.parent_folder_id;
  }
  return path;
}

/** Whether it can go there; `target` null: out of every folder. To where it is already is no move. */
export function mayMove(folders: readonly Folder[], moved: Moved, target: Folder | null): boolean {
  if (moved.kind === 'story') {
    return moved.folderId !== (target?.id ?? null) && (target === null || target.team_id === moved.teamId);
  }
  const { folder } = moved;
  if (folder.parent_folder_id === (target?.id ?? null)) return false;
  if (target === null) return true;
  return target.team_id === folder.team_id && !pathOf(folders, target.id).some(({ id }) => id === folder.id);
}

/** What happens to what lies in a folder that goes. */
export function afterDeletion(folders: readonly Folder[], folder: Folder): string {
  const inner = folders.filter(({ parent_folder_id }) => parent_folder_id === folder.id).length;
  const parts = [counted(folder.size, 'story', 'stories'), counted(inner, 'folder', 'folders')].filter(
    (part) => part !== null,
  );
  if (parts.length === 0) return 'Nothing lies in it.';
  const around = folders.find(({ id }) => id === folder.parent_folder_id);
  const where = around === undefined ? 'out of it, into no folder' : `into the folder around it, “${around.name}”`;
  const verb = folder.size + inner === 1 ? 'moves' : 'move';
  return `No story is deleted: ${parts.join(' and ')} ${verb} ${where}.`;
}

function counted(count: number, one: string, many: string): string | null {
  if (count === 0) return null;
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}
