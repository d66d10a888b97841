import type { ActionId, StoryDefinition } from '@fabula/model';
import { type ActionLinks, noLinks } from '../decide/decide-next.ts';

const indexes = new WeakMap<StoryDefinition, ReadonlyMap<ActionId, ActionLinks>>();

/** Where the events of an action go, by kind of link. Indexed once per definition. */
export function linksFrom(story: StoryDefinition, actionId: ActionId): ActionLinks {
  let index = indexes.get(story);
  if (index === undefined) {
    index = indexLinks(story);
    indexes.set(story, index);
  }
  return index.get(actionId) ?? noLinks;
}

function indexLinks(story: StoryDefinition): ReadonlyMap<ActionId, ActionLinks> {
  const index = new Map<ActionId, { default: ActionId[]; no_match: ActionId[]; failure: ActionId[] }>();
  for (const link of story.links) {
    let links = index.get(link.sourceId);
    if (links === undefined) {
      links = { default: [], no_match: [], failure: [] };
      index.set(link.sourceId, links);
    }
    links[link.kind].push(link.receiverId);
  }
  return index;
}
