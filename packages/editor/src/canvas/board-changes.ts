/** What a draft has changed, as marks on its board. */
import { isArrayValue, makeObject, type ObjectValue, type Value } from '@fabula/formula';
import type { StoryDifference } from '@fabula/model';
import { type BoardLink, type LinkType, linkKey, type Point } from '../board/board.ts';

export type ChangeMark = 'added' | 'changed' | 'moved';

export interface BoardChanges {
  /** By the guids of actions that are there. */
  readonly actions: ReadonlyMap<string, ChangeMark>;
  /** Keys of links that are new. */
  readonly links: ReadonlySet<string>;
  /** What is live and not in the draft. */
  readonly removed: Removed;
}

export interface Removed {
  readonly actions: readonly RemovedAction[];
  readonly notes: readonly RemovedNote[];
  readonly links: readonly BoardLink[];
}

/** As far as a card shows it. */
export interface RemovedAction {
  readonly guid: string;
  readonly name: string;
  readonly type: string;
  readonly options: ObjectValue;
  /** Where it lies in the live story. */
  readonly position: Point;
}

export interface RemovedNote {
  readonly guid: string;
  readonly name: string;
  readonly position: Point;
  readonly width: number | null;
}

export function boardChanges(differences: readonly StoryDifference[]): BoardChanges {
  const actions = new Map<string, ChangeMark>();
  const links = new Set<string>();
  for (const difference of differences) {
    const { target, operation, id, isPositional } = difference;
    if (operation === 'remove') continue;
    if (target === 'action') actions.set(id, operation === 'add' ? 'added' : isPositional ? 'moved' : 'changed');
    const link = linkOf(difference);
    if (link !== undefined) links.add(linkKey(link));
  }
  return { actions, links, removed: removedOf(differences.filter(({ operation }) => operation === 'remove')) };
}

function removedOf(differences: readonly StoryDifference[]): Removed {
  const actions: RemovedAction[] = [];
  const notes: RemovedNote[] = [];
  const links: BoardLink[] = [];
  for (const difference of differences) {
    const { target, id: guid, name, type, fields } = difference;
    const before = new Map(fields.map((change) => [change.field, change.before]));
    const position = pointOf(before.get('position'));
    const link = linkOf(difference);
    if (link !== undefined) links.push(link);
    else if (target === 'action') {
      const options = fields.flatMap(({ field, before: value }): [string, Value][] =>
        field.startsWith('options.') && value !== undefined ? [[field.slice('options.'.length), value]] : [],
      );
      actions.push({ guid, name, type: type ?? '', options: makeObject(options), position });
    } else if (target === 'note') {
      const width = before.get('width');
      notes.push({ guid, name, position, width: typeof width === 'number' ? width : null });
    }
  }
  return { actions, notes, links };
}

/** The id of a link is its ends and its kind. */
function linkOf({ target, id }: StoryDifference): BoardLink | undefined {
  const [source = '', receiver = '', kind = ''] = id.split(' ');
  const type = linkTypes[kind];
  return target === 'link' && type !== undefined ? { source, receiver, type } : undefined;
}

function pointOf(value: Value | undefined): Point {
  const [x, y] = value !== undefined && isArrayValue(value) ? value : [];
  return { x: typeof x === 'number' ? x : 0, y: typeof y === 'number' ? y : 0 };
}

/** As differences name them, and as boards do. */
const linkTypes: Readonly<Record<string, LinkType>> = { default: 'DEFAULT', no_match: 'NO_MATCH', failure: 'FAILURE' };
