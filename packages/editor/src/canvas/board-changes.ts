/** What a draft has changed, as marks on its board. */
import type { StoryDifference } from '@fabula/model';
import { type LinkType, linkKey } from '../board/board.ts';

export type ChangeMark = 'added' | 'changed' | 'moved';

export interface BoardChanges {
  /** By the guids of actions. What was removed is on no board. */
  readonly actions: ReadonlyMap<string, ChangeMark>;
  /** Keys of links that are new. */
  readonly links: ReadonlySet<string>;
}

export function boardChanges(differences: readonly StoryDifference[]): BoardChanges {
  const actions = new Map<string, ChangeMark>();
  const links = new Set<string>();
  for (const { target, operation, id, isPositional } of differences) {
    if (operation === 'remove') continue;
    if (target === 'action') actions.set(id, operation === 'add' ? 'added' : isPositional ? 'moved' : 'changed');
    // The id of a link is its ends and its kind.
    const [source = '', receiver = '', kind = ''] = id.split(' ');
    const type = linkTypes[kind];
    if (target === 'link' && type !== undefined) links.add(linkKey({ source, receiver, type }));
  }
  return { actions, links };
}

/** As differences name them, and as boards do. */
const linkTypes: Readonly<Record<string, LinkType>> = { default: 'DEFAULT', no_match: 'NO_MATCH', failure: 'FAILURE' };
