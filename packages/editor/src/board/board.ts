/**
 * A storyboard and changes of it, as plain data. Things are named by their guid, which whoever adds one chooses: so a thing is
 * the same before and after it was saved, and when it comes back by an undo.
 */
import type { ObjectValue } from '@fabula/formula';
import type { ActionResponse, BoardChangeInput } from '@fabula/model';
import type { Note } from '../data/notes.ts';

export interface Board {
  readonly actions: readonly ActionResponse[];
  readonly notes: readonly Note[];
}

export type LinkType = ActionResponse['links_to_receivers'][number]['type'];

export interface BoardLink {
  readonly source: string;
  readonly receiver: string;
  readonly type: LinkType;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What an action that was removed gets back from the server when it returns. */
export type Kept = NonNullable<NonNullable<NonNullable<BoardChangeInput['add']>['actions']>[number]['kept']>;

export interface NewAction {
  readonly guid: string;
  readonly type: string;
  readonly name: string;
  readonly options: ObjectValue;
  readonly position: Point;
  readonly description?: string | null;
  readonly disabled?: boolean;
  readonly schedule?: ActionResponse['schedule'];
  readonly monitor_failures?: boolean;
  readonly monitor_all_events?: boolean;
  readonly monitor_no_events_emitted?: number | null;
  readonly group?: string | null;
  readonly kept?: Kept;
}

export interface NewNote {
  readonly guid: string;
  readonly content: string;
  readonly position: Point;
  readonly width?: number | null;
  readonly group?: string | null;
}

export interface ActionChange {
  readonly guid: string;
  readonly position?: Point;
  readonly name?: string;
  /** What it is called as far as we know: refused when somebody else renamed it. */
  readonly if_name?: string;
  readonly disabled?: boolean;
  readonly options?: ObjectValue;
  /** Refused when somebody else changed them. */
  readonly if_options?: ObjectValue;
  /** The group that it goes into, by guid; null: out of all. */
  readonly group?: string | null;
}

export interface NoteChange {
  readonly guid: string;
  readonly position?: Point;
  readonly width?: number | null;
  readonly content?: string;
  readonly if_content?: string;
  readonly group?: string | null;
}

/** In this order: what goes, what comes, what is different. What changes its group leaves one before that goes. */
export interface Patch {
  readonly remove?: {
    readonly actions?: readonly string[];
    readonly notes?: readonly string[];
    readonly links?: readonly BoardLink[];
  };
  readonly add?: {
    readonly actions?: readonly NewAction[];
    readonly notes?: readonly NewNote[];
    readonly links?: readonly BoardLink[];
  };
  readonly change?: { readonly actions?: readonly ActionChange[]; readonly notes?: readonly NoteChange[] };
}

/** Positions of a story lie on this grid, in its pixels. */
export const grid = 15;

export function onGrid({ x, y }: Point): Point {
  return { x: Math.round(x / grid) * grid, y: Math.round(y / grid) * grid };
}

/** 32 hex digits that nobody else has. */
export function newGuid(): string {
  return crypto.randomUUID().replaceAll('-', '');
}

type Linked = Pick<ActionResponse, 'id' | 'guid' | 'links_to_receivers'>;

/** All links of a board whose ends are both on it. */
export function linksOf({ actions }: { readonly actions: readonly Linked[] }): BoardLink[] {
  const guids = new Map(actions.map(({ id, guid }) => [id, guid]));
  return actions.flatMap(({ guid, links_to_receivers: links }) =>
    links.flatMap(({ receiver_id: id, type }): BoardLink[] => {
      const receiver = guids.get(id);
      return receiver === undefined ? [] : [{ source: guid, receiver, type }];
    }),
  );
}

export function linkKey({ source, receiver, type }: BoardLink): string {
  return `${source}-${receiver}-${type}`;
}
