/** Builds story definitions for simulations from a few words. */
import { makeObject, type Value } from '@fabula/formula';
import type { ActionId, DefinedAction, DefinedLink, LinkKind, StoryDefinition, StoryId, TeamId } from '@fabula/model';

export interface ToyAction {
  readonly name: string;
  /** Name of a toy action type; absent: an entry. */
  readonly kind?: string;
  readonly options?: Readonly<Record<string, Value>>;
  readonly to?: readonly string[];
  readonly onFailure?: readonly string[];
}

let ids = 1;

/** The first action is the entry; `exits` make the story callable. */
export function toyStory(name: string, actions: readonly ToyAction[], exits: readonly string[] = []): StoryDefinition {
  const idOf = new Map<string, ActionId>(actions.map((action) => [action.name, ids++ as ActionId]));
  const id = (action: string): ActionId => {
    const found = idOf.get(action);
    if (found === undefined) throw new Error(`no action ${action}`);
    return found;
  };
  const defined = actions.map(
    (action): DefinedAction => ({
      id: id(action.name),
      guid: action.name,
      type: `Agents::${action.kind ?? 'Entry'}`,
      name: action.name,
      slug: action.name,
      isDisabled: false,
      options: makeObject(Object.entries(action.options ?? {})),
      schedule: [],
      inputs: makeObject([]),
    }),
  );
  const links = actions.flatMap((action): DefinedLink[] => [
    ...link(id(action.name), action.to?.map(id) ?? [], 'default'),
    ...link(id(action.name), action.onFailure?.map(id) ?? [], 'failure'),
  ]);
  const entry = defined[0];
  return {
    id: ids++ as StoryId,
    teamId: 1 as TeamId,
    teamName: 'team',
    guid: name,
    name,
    slug: name,
    revision: 1,
    isDisabled: false,
    isPriority: false,
    keepEventsFor: 604_800,
    standardLibVersion: 92,
    actions: defined,
    links,
    webhookApi: null,
    sendToStory:
      entry === undefined || exits.length === 0 ? null : { entryActionId: entry.id, exitActionIds: exits.map(id) },
  };
}

function link(sourceId: ActionId, receivers: readonly ActionId[], kind: LinkKind): DefinedLink[] {
  return receivers.map((receiverId) => ({ sourceId, receiverId, kind }));
}
