/** Actions and notes of a storyboard that go into a group, or out of one. Everything else about them stays: they are the same actions. */
import type { ActionType } from '@fabula/engine';
import { type Action, type ActionId, groupInputType, groupOutputType, type NoteId, type Story } from '@fabula/model';
import { type Executor, findActions, findBoardActions, findGroups, moveIntoGroup, readKept } from '@fabula/store';
import { requirePlace } from './action-group.ts';
import { refuse } from './api-failure.ts';

/** `group`: by guid; null: out of all groups. */
export interface Move<Id> {
  readonly id: Id;
  readonly group: string | null;
}

/** For the audit log: what went into a group that lies beside it, and what left one. */
export interface Regrouped {
  readonly operation: 'GroupExtraction' | 'GroupFlatten';
  readonly groupId: ActionId | null;
  readonly actionIds: readonly ActionId[];
  readonly noteIds: readonly NoteId[];
}

/** So many groups may lie in one another. */
const deepest = 10;
const field = 'change.actions';
const fields = { group: field, type: field, schedule: field };

/** In the transaction of the caller. All groups must be there already. */
export async function regroup(
  executor: Executor,
  story: Story,
  types: ReadonlyMap<string, ActionType>,
  actions: readonly Move<ActionId>[],
  notes: readonly Move<NoteId>[],
): Promise<readonly Regrouped[]> {
  const targets = [...actions, ...notes].flatMap(({ group }) => group ?? []);
  const groups = await findBoardActions(executor, story.id, targets);
  const done: Regrouped[] = [];
  for (const group of new Set([...actions, ...notes].map((move) => move.group))) {
    const target = group === null ? null : (groups.get(group) ?? refuseGone(group));
    const isMeant = (move: { readonly group: string | null }) => move.group === group;
    const named = await findActions(
      executor,
      actions.filter(isMeant).map(({ id }) => id),
    );
    const moved = named.filter(({ groupId }) => groupId !== (target?.id ?? null));
    const noteIds = notes.filter(isMeant).map(({ id }) => id);
    for (const action of moved) {
      requireMovable(action);
      const { type, name: title } = action;
      const place = target && { ...target, storyId: story.id };
      requirePlace(place, story.id, types.get(type) ?? { type, title }, action.schedule, fields);
    }
    if (target !== null) await requireNoRoles(executor, story, moved);
    const actionIds = moved.map(({ id }) => id);
    await moveIntoGroup(executor, 'action', actionIds, target?.id ?? null);
    await moveIntoGroup(executor, 'note', noteIds, target?.id ?? null);
    const goesIn = moved.filter(({ groupId }) => target !== null && groupId === target.groupId);
    const comesOut = moved.filter((action) => !goesIn.includes(action));
    const told = (operation: Regrouped['operation'], of: readonly Action[], along: readonly NoteId[]): Regrouped[] => {
      if (of.length + along.length === 0) return [];
      return [{ operation, groupId: target?.id ?? null, actionIds: of.map(({ id }) => id), noteIds: along }];
    };
    done.push(...told('GroupExtraction', goesIn, target === null ? [] : noteIds));
    done.push(...told('GroupFlatten', comesOut, target === null ? noteIds : []));
  }
  if (done.length > 0) await requireTree(executor, story);
  return done;
}

/** Links that lead over the border of a group mean nothing: whoever moves an action moves its links as well. */
export async function requireLinksWithin(executor: Executor, moved: readonly ActionId[]): Promise<void> {
  const actions = await findActions(executor, moved);
  const links = actions.flatMap(({ sources, receivers }) => [...sources, ...receivers]);
  const ends = await findActions(executor, [
    ...new Set(links.flatMap(({ sourceId, receiverId }) => [sourceId, receiverId])),
  ]);
  const byId = new Map(ends.map((end) => [end.id, end]));
  for (const { sourceId, receiverId } of links) {
    const source = byId.get(sourceId);
    const receiver = byId.get(receiverId);
    if (source === undefined || receiver === undefined || source.groupId === receiver.groupId) continue;
    refuse(
      'link_refused',
      `The link from "${source.name}" to "${receiver.name}" would lead over the border of a group: remove it, and link the group.`,
      field,
    );
  }
}

function requireMovable({ type, name }: Action): void {
  if (type !== groupInputType && type !== groupOutputType) return;
  refuse('invalid_parameter', `"${name}" belongs to its group and stays in it.`, field);
}

/** Who calls the story is answered by its own actions, not by those inside a group. */
async function requireNoRoles(executor: Executor, story: Story, actions: readonly Action[]): Promise<void> {
  const kept = await readKept(
    executor,
    story.id,
    actions.map(({ id }) => id),
  );
  const guid = kept.find(({ roles }) => roles.length > 0)?.guid;
  const action = actions.find((each) => each.guid === guid);
  if (action === undefined) return;
  refuse(
    'invalid_parameter',
    `"${action.name}" begins or answers calls of this story, so it cannot lie in a group: choose another action for that first.`,
    field,
  );
}

async function requireTree(executor: Executor, story: Story): Promise<void> {
  const parents = await findGroups(executor, story.id);
  for (const start of parents.keys()) {
    let depth = 0;
    for (let id: ActionId | null = start; id !== null; id = parents.get(id) ?? null) {
      depth++;
      if (depth > parents.size) refuse('invalid_parameter', 'A group cannot lie in itself.', field);
    }
    if (depth > deepest) {
      refuse('invalid_parameter', `At most ${deepest} groups may lie in one another.`, field);
    }
  }
}

function refuseGone(guid: string): never {
  return refuse(
    'action_not_found',
    `The story has no group with the guid ${guid}; somebody may have removed it.`,
    field,
  );
}
