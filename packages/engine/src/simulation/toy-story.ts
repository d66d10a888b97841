/** Builds story definitions for simulations from a few words. */
import { makeObject, type Value } from '@fabula/formula';
import {
  type ActionId,
  asId,
  type DefinedAction,
  type DefinedLink,
  type LinkKind,
  type StoryDefinition,
  type StoryId,
  type TeamId,
} from '@fabula/model';

export interface ToyAction {
  readonly name: string;
  /** Name of a toy action type; absent: an entry. */
  readonly kind?: string;
  readonly options?: Readonly<Record<string, Value>>;
  readonly to?: readonly string[];
  readonly onNoMatch?: readonly string[];
  readonly onFailure?: readonly string[];
  readonly isDisabled?: boolean;
  /** The group that it lies in. */
  readonly group?: string;
  /** Of a `Tick`. */
  readonly cron?: string;
}

export interface ToyTraits {
  /** Make the story callable, and let its callers wait. */
  readonly exits?: readonly string[];
  readonly isPriority?: boolean;
  /** From here on; absent: never given before. */
  readonly firstId?: number;
}

let ids = 1;

/** The first action is the entry. */
export function toyStory(name: string, actions: readonly ToyAction[], traits: ToyTraits = {}): StoryDefinition {
  const firstId = traits.firstId ?? ids;
  if (traits.firstId === undefined) ids += actions.length + 1;
  const idOf = new Map(actions.map((action, index) => [action.name, asId<ActionId>(firstId + index)]));
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
      isDisabled: action.isDisabled ?? false,
      options: makeObject(Object.entries(action.options ?? {})),
      schedule: action.cron === undefined ? [] : [{ cron: action.cron, timezone: 'UTC' }],
      inputs: makeObject([]),
      groupId: action.group === undefined ? null : id(action.group),
      page: null,
      tools: [],
    }),
  );
  const links = actions.flatMap((action): DefinedLink[] => [
    ...link(id(action.name), action.to?.map(id) ?? [], 'default'),
    ...link(id(action.name), action.onNoMatch?.map(id) ?? [], 'no_match'),
    ...link(id(action.name), action.onFailure?.map(id) ?? [], 'failure'),
  ]);
  const entry = defined[0];
  const { exits = [] } = traits;
  const callable =
    entry === undefined || exits.length === 0 ? null : { entryActionId: entry.id, exitActionIds: exits.map(id) };
  return {
    id: asId<StoryId>(firstId + actions.length),
    teamId: asId<TeamId>(1),
    teamName: 'team',
    guid: name,
    name,
    slug: name,
    revision: 1,
    draftOf: null,
    isDisabled: false,
    isPriority: traits.isPriority ?? false,
    keepEventsFor: 604_800,
    standardLibVersion: 92,
    actions: defined,
    links,
    webhookApi: callable,
    sendToStory: callable,
    workbench: null,
    sendToStoryTimeout: null,
  };
}

function link(sourceId: ActionId, receivers: readonly ActionId[], kind: LinkKind): DefinedLink[] {
  return receivers.map((receiverId) => ({ sourceId, receiverId, kind }));
}

/** The story as a person would note it down: one line per action. */
export function storyText(story: StoryDefinition): string {
  const nameOf = new Map(story.actions.map((action) => [action.id, action.name]));
  const receivers = (source: DefinedAction, kind: LinkKind, label: string): string => {
    const names = story.links
      .filter((each) => each.sourceId === source.id && each.kind === kind)
      .map((each) => nameOf.get(each.receiverId));
    return names.length === 0 ? '' : ` ${label} ${names.join(', ')}`;
  };
  const exits = new Set(story.sendToStory?.exitActionIds);
  const lines = story.actions.map((action) => {
    const { isDisabled, schedule } = action;
    const options = JSON.stringify(action.options);
    const group = action.groupId === null ? '' : ` in ${nameOf.get(action.groupId)}`;
    const marks = `${group}${isDisabled ? ' off' : ''}${exits.has(action.id) ? ' exit' : ''}${schedule.length > 0 ? ' scheduled' : ''}`;
    const links = `${receivers(action, 'default', '→')}${receivers(action, 'no_match', '| no match →')}${receivers(action, 'failure', '| failure →')}`;
    return `  ${action.name} (${action.id}) ${action.type.replace('Agents::', '')}${options === '{}' ? '' : ` ${options}`}${marks}${links}`;
  });
  return [`${story.name} (${story.id})${story.isPriority ? ' priority' : ''}`, ...lines].join('\n');
}
