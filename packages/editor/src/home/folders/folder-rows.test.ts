import { describe, expect, test } from 'vitest';
import type { Folder } from '../../data/folders.ts';
import { afterDeletion, folderRows, type Moved, mayMove, pathOf } from './folder-rows.ts';

function aFolder(id: number, name: string, parent: number | null = null, more: Partial<Folder> = {}): Folder {
  return { id, name, team_id: 1, content_type: 'STORY', size: 0, parent_folder_id: parent, ...more };
}

/** Guards holds Night holds Late; Doors stands beside them; Other is of another team. */
const guards = aFolder(1, 'Guards', null, { size: 2 });
const night = aFolder(2, 'Night', 1, { size: 1 });
const late = aFolder(3, 'Late', 2);
const doors = aFolder(4, 'Doors');
const other = aFolder(5, 'Other', null, { team_id: 2 });
const folders = [guards, night, late, doors, other];

const shown = (closed: number[] = []) =>
  folderRows(folders, new Set(closed)).map(
    ({ folder, depth, isOpen }) => `${' '.repeat(depth)}${folder.name}${isOpen === null ? '' : isOpen ? '-' : '+'}`,
  );

test('folders stand in each other, by name', () => {
  expect(shown()).toEqual(['Doors', 'Guards-', ' Night-', '  Late', 'Other']);
});

test('what lies in a closed one is not shown', () => {
  expect(shown([1])).toEqual(['Doors', 'Guards+', 'Other']);
});

test('one whose parent is not seen is at the top', () => {
  expect(folderRows([late], new Set()).map(({ depth }) => depth)).toEqual([0]);
});

test('the way to a folder leads through those around it', () => {
  expect(pathOf(folders, 3)).toEqual([guards, night, late]);
});

describe('what may be moved', () => {
  const story: Moved = { kind: 'story', teamId: 1, folderId: 1 };
  const folder = (each: Folder): Moved => ({ kind: 'folder', folder: each });
  test.each<[string, Moved, Folder | null, boolean]>([
    ['a folder into another', folder(night), doors, true],
    ['a folder to the top', folder(night), null, true],
    ['a folder to the top where it is already', folder(doors), null, false],
    ['a folder to where it is', folder(night), guards, false],
    ['a folder into itself', folder(guards), guards, false],
    ['a folder into one that lies in it', folder(guards), late, false],
    ['a folder to another team', folder(doors), other, false],
    ['a story into another folder', story, late, true],
    ['a story out of its folder', story, null, true],
    ['a story to where it is', story, guards, false],
    ['a story to a folder of another team', story, other, false],
  ])('%s', (_, moved, target, may) => {
    expect(mayMove(folders, moved, target)).toBe(may);
  });
});

test.each([
  [guards, 'No story is deleted: 2 stories and 1 folder move out of it, into no folder.'],
  [
    aFolder(2, 'Night', 1, { size: 1 }),
    'No story is deleted: 1 story and 1 folder move into the folder around it, “Guards”.',
  ],
  [aFolder(3, 'Late', 2, { size: 1 }), 'No story is deleted: 1 story moves into the folder around it, “Night”.'],
  [doors, 'Nothing lies in it.'],
])('whoever deletes a folder is told where its content goes: %#', (folder, text) => {
  expect(afterDeletion(folders, folder)).toBe(text);
});
