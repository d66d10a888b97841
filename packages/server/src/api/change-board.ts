/** One change of a storyboard: what goes, what comes, what is different, in this order. In the transaction of the route. */
import { deepEqual, type ObjectValue, type Value } from '@fabula/formula';
import { type ActionId, type BoardChangeInput, type Link, type NoteId, type Story, WEBHOOK_TYPE } from '@fabula/model';
import {
  addLinks,
  type BoardAction,
  createAction,
  createNote,
  type Executor,
  findAction,
  findBoardActions,
  findBoardNotes,
  giveKept,
  moveOnBoard,
  readKept,
  recordBoardChange,
  removeFromBoard,
  removeLinks,
  updateAction,
  updateNote,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { changedOptions } from '../audit/action-entries.ts';
import { noteNothingChanged } from '../audit/audited-routes.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { callerOf } from '../sign-in/guard.ts';
import { requirePlace } from './action-group.ts';
import { readMonitoring, readSchedule, requireUsablePath } from './action-input.ts';
import { kindByType } from './action-response.ts';
import { refuseActionChange } from './action-routes.ts';
import { publicStoryId } from './addressed-story.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import { type Move, regroup, requireLinksWithin } from './regroup.ts';

/** For `config.audit`. */
export const boardOperations: readonly string[] = [
  'StoryItemsCreation',
  'StoryItemsDestruction',
  'StoryItemsMovement',
  'LinkChange',
  'ActionsNameChange',
  'ActionsDisabledChange',
  'ActionsOptionsChange',
  'AnnotationContentChange',
  'GroupExtraction',
  'GroupFlatten',
];

type Parts = Pick<ApiParts, 'types' | 'clock'>;

export interface ChangedBoard {
  readonly revision: number;
  /** Added or changed, and the ends of links that came or went. */
  readonly actionIds: readonly ActionId[];
  readonly noteIds: readonly NoteId[];
  readonly kept: Awaited<ReturnType<typeof readKept>>;
}

export async function changeBoard(
  request: FastifyRequest,
  executor: Executor,
  story: Story,
  input: BoardChangeInput,
  parts: Parts,
): Promise<ChangedBoard> {
  const change = new BoardChange(request, executor, story, parts);
  // A group that goes takes along what lies in it: what shall stay leaves it before.
  const moves = await change.regroupNow(input.change ?? {}, input.add ?? {});
  const kept = await change.remove(input.remove ?? {});
  await change.add(input.add ?? {});
  await change.regroup(moves);
  await change.link(input.add ?? {});
  await change.change(input.change ?? {});
  await change.requireLinksWithin();
  return change.finish(kept);
}

type Remove = NonNullable<BoardChangeInput['remove']>;
type Add = NonNullable<BoardChangeInput['add']>;
type Change = NonNullable<BoardChangeInput['change']>;
type NewAction = NonNullable<Add['actions']>[number];
interface Moves {
  readonly actions: readonly Move<ActionId>[];
  readonly notes: readonly Move<NoteId>[];
}
type WireLink = NonNullable<Add['links']>[number];

/** Remembers on its way what was touched, for the answer and the audit log. */
class BoardChange {
  readonly #request: FastifyRequest;
  readonly #executor: Executor;
  readonly #story: Story;
  readonly #parts: Parts;
  readonly #actionIds = new Set<ActionId>();
  readonly #noteIds = new Set<NoteId>();
  readonly #movedIds = new Set<ActionId>();
  #isChanged = false;

  constructor(request: FastifyRequest, executor: Executor, story: Story, parts: Parts) {
    this.#request = request;
    this.#executor = executor;
    this.#story = story;
    this.#parts = parts;
  }

  /** Moves what goes out of groups or into groups that are there; gives the moves into groups that this change adds. */
  async regroupNow(change: Change, { actions: added = [] }: Add): Promise<Moves> {
    const moves = await this.#movesOf(change);
    const coming = new Set(added.map(({ guid }) => guid));
    const there = await findBoardActions(this.#executor, this.#story.id, [...coming]);
    const isLater = ({ group }: { readonly group: string | null }) =>
      group !== null && coming.has(group) && !there.has(group);
    await this.regroup({
      actions: moves.actions.filter((move) => !isLater(move)),
      notes: moves.notes.filter((move) => !isLater(move)),
    });
    return { actions: moves.actions.filter(isLater), notes: moves.notes.filter(isLater) };
  }

  async regroup({ actions, notes }: Moves): Promise<void> {
    for (const { id } of actions) this.#actionIds.add(id);
    for (const { id } of notes) this.#noteIds.add(id);
    const done = await regroup(this.#executor, this.#story, this.#parts.types, actions, notes);
    for (const { operation, groupId, actionIds, noteIds } of done) {
      for (const id of actionIds) this.#movedIds.add(id);
      await this.#record(operation, {
        ...(groupId === null ? {} : { groupId }),
        ...named({ actionIds, noteIds }),
      });
    }
  }

  async requireLinksWithin(): Promise<void> {
    if (this.#movedIds.size > 0) await requireLinksWithin(this.#executor, [...this.#movedIds]);
  }

  /** What is gone already is not missed. */
  async remove({ actions = [], notes = [], links = [] }: Remove): Promise<ChangedBoard['kept']> {
    const executor = this.#executor;
    await this.#removeLinks(links);
    const gone = await findBoardActions(executor, this.#story.id, actions);
    const goneNotes = await findBoardNotes(executor, this.#story.id, notes);
    const actionIds = [...gone.values()].map(({ id }) => id);
    const noteIds = [...goneNotes.values()].map(({ id }) => id);
    if (actionIds.length + noteIds.length === 0) return [];
    const kept = await readKept(executor, this.#story.id, actionIds);
    await removeFromBoard(executor, this.#story.id, actionIds, noteIds);
    for (const id of actionIds) this.#actionIds.delete(id);
    await this.#record('StoryItemsDestruction', named({ actionIds, noteIds }));
    return kept;
  }

  /** What is there already is not added twice. */
  async add({ actions = [], notes = [] }: Add): Promise<void> {
    const executor = this.#executor;
    const storyId = this.#story.id;
    const groups = [...actions, ...notes].flatMap(({ group }) => group ?? []);
    const known = new Map(await findBoardActions(executor, storyId, [...actions.map(({ guid }) => guid), ...groups]));
    const actionIds: ActionId[] = [];
    // A group comes before what lies in it, in whatever order they were sent.
    for (const action of withGroupsFirst(actions)) {
      if (known.has(action.guid)) continue;
      const created = await this.#createAction(action);
      known.set(action.guid, created);
      actionIds.push(created.id);
    }
    const knownNotes = await findBoardNotes(
      executor,
      storyId,
      notes.map(({ guid }) => guid),
    );
    const noteIds: NoteId[] = [];
    for (const { guid, content, position, group, width } of notes) {
      if (knownNotes.has(guid)) continue;
      const groupId = group ? (known.get(group)?.id ?? null) : null;
      const note = await createNote(executor, { storyId, guid, content, ...position, groupId, width });
      if (note === null) return refuse('story_not_found');
      noteIds.push(note.id);
    }
    for (const id of actionIds) this.#actionIds.add(id);
    for (const id of noteIds) this.#noteIds.add(id);
    if (actionIds.length + noteIds.length > 0) {
      await this.#record('StoryItemsCreation', named({ actionIds, noteIds }));
    }
  }

  async link({ links = [] }: Add): Promise<void> {
    await this.#addLinks(links);
  }

  async change({ actions = [], notes = [] }: Change): Promise<void> {
    await this.#changeActions(actions);
    await this.#changeNotes(notes);
  }

  async finish(kept: ChangedBoard['kept']): Promise<ChangedBoard> {
    if (!this.#isChanged) noteNothingChanged(this.#request);
    const { id, revision: before } = this.#story;
    const revision = this.#isChanged ? await recordBoardChange(this.#executor, id, before) : before;
    return { revision, kept, actionIds: [...this.#actionIds], noteIds: [...this.#noteIds] };
  }

  async #createAction(input: NewAction) {
    const { types, clock } = this.#parts;
    const executor = this.#executor;
    const type = types.get(input.type);
    if (type === undefined) {
      return refuse('unknown_action_type', `type must be one of ${[...types.keys()].join(', ')}.`, 'add.actions');
    }
    if (input.type === WEBHOOK_TYPE) requireUsablePath(input.options);
    const [parent] = input.group
      ? await findBoardActions(executor, this.#story.id, [input.group]).then((m) => [...m.values()])
      : [];
    if (input.group && parent === undefined) refuseMissing(input.group, 'add.actions');
    const group = parent === undefined ? null : await findAction(executor, parent.id);
    const schedule = readSchedule(input, type.canBeScheduled, clock.now());
    requirePlace(group, this.#story.id, type, schedule);
    const created = await createAction(executor, {
      storyId: this.#story.id,
      userId: callerOf(this.#request).userId,
      guid: input.guid,
      type: input.type,
      name: input.name,
      options: input.options,
      x: input.position.x,
      y: input.position.y,
      description: input.description,
      isDisabled: input.disabled,
      groupId: group?.id,
      schedule,
      monitoring: readMonitoring(input),
    });
    if (!created.ok) return refuseActionChange(created.error);
    const { kept } = input;
    if (kept !== undefined) {
      await giveKept(executor, this.#story.id, created.value.id, {
        carried: kept.carried,
        width: kept.width,
        timeSavedValue: kept.time_saved_value,
        timeSavedUnit: kept.time_saved_unit,
        runsToSave: kept.num_runs_to_save,
        roles: kept.roles,
      });
    }
    return created.value;
  }

  async #addLinks(links: readonly WireLink[]): Promise<void> {
    if (links.length === 0) return;
    const { types } = this.#parts;
    const ends = await findBoardActions(
      this.#executor,
      this.#story.id,
      links.flatMap(({ source, receiver }) => [source, receiver]),
    );
    const added = links.map(({ source, receiver, type }): Link => {
      const from = ends.get(source) ?? refuseMissing(source, 'add.links');
      const to = ends.get(receiver) ?? refuseMissing(receiver, 'add.links');
      if (types.get(to.type)?.canReceive === false) {
        return refuse('link_refused', `"${to.name}" (${to.type}) receives no events.`, 'add.links');
      }
      if (from.groupId !== to.groupId) {
        return refuse(
          'link_refused',
          `A link cannot lead into a group or out of it: "${from.name}" to "${to.name}".`,
          'add.links',
        );
      }
      return { sourceId: from.id, receiverId: to.id, kind: kindByType[type] };
    });
    await addLinks(this.#executor, this.#story.id, added);
    await this.#recordLinks('added', added);
  }

  async #removeLinks(links: readonly WireLink[]): Promise<void> {
    if (links.length === 0) return;
    const ends = await findBoardActions(
      this.#executor,
      this.#story.id,
      links.flatMap(({ source, receiver }) => [source, receiver]),
    );
    const gone = links.flatMap(({ source, receiver, type }): Link[] => {
      const from = ends.get(source);
      const to = ends.get(receiver);
      return from && to ? [{ sourceId: from.id, receiverId: to.id, kind: kindByType[type] }] : [];
    });
    if (gone.length === 0) return;
    await removeLinks(this.#executor, this.#story.id, gone);
    await this.#recordLinks('removed', gone);
  }

  async #recordLinks(what: 'added' | 'removed', links: readonly Link[]): Promise<void> {
    for (const { sourceId, receiverId } of links) this.#actionIds.add(sourceId).add(receiverId);
    await this.#record('LinkChange', {
      [what]: links.map(({ sourceId, receiverId, kind }) => ({ sourceId, receiverId, kind })),
    });
  }

  async #changeActions(changes: NonNullable<Change['actions']>): Promise<void> {
    const known = await findBoardActions(
      this.#executor,
      this.#story.id,
      changes.map(({ guid }) => guid),
    );
    const moved: { id: ActionId; x: number; y: number }[] = [];
    for (const { guid, position, name, if_name: ifName, disabled, options, if_options: ifOptions } of changes) {
      const action = known.get(guid);
      // Somebody removed it while it was moved or renamed: there is nothing left to change.
      if (action === undefined) continue;
      if (ifName !== undefined && ifName !== action.name) {
        refuse('conflict', `The action is called "${action.name}" by now.`, 'change.actions');
      }
      this.#actionIds.add(action.id);
      if (position !== undefined) moved.push({ id: action.id, ...position });
      if (options !== undefined) await this.#changeOptions(action, options, ifOptions);
      if (name === undefined && disabled === undefined) continue;
      const updated = await updateAction(this.#executor, action.id, { name, isDisabled: disabled });
      if (updated !== null && !updated.ok) return refuseActionChange(updated.error);
      if (name !== undefined) await this.#record('ActionsNameChange', { actionIds: [action.id], name });
      if (disabled !== undefined) await this.#record('ActionsDisabledChange', { actionIds: [action.id], disabled });
    }
    await moveOnBoard(this.#executor, 'action', moved);
    if (moved.length > 0) await this.#record('StoryItemsMovement', { actionIds: moved.map(({ id }) => id) });
  }

  async #changeOptions({ id, type }: BoardAction, options: ObjectValue, ifOptions: ObjectValue | undefined) {
    if (type === WEBHOOK_TYPE) requireUsablePath(options);
    const before = await findAction(this.#executor, id);
    if (before === null) return;
    if (ifOptions !== undefined && !deepEqual(ifOptions, before.options)) {
      refuse('conflict', `Somebody else has changed the options of "${before.name}" meanwhile.`, 'change.actions');
    }
    const updated = await updateAction(this.#executor, id, { options });
    if (updated === null) return;
    if (!updated.ok) return refuseActionChange(updated.error);
    const changed = changedOptions(before.options, updated.value.options);
    if (changed.length === 0) return;
    await this.#record('ActionsOptionsChange', { actionIds: [id], changedOptions: changed });
  }

  async #movesOf({ actions = [], notes = [] }: Change): Promise<Moves> {
    const moving = actions.filter(({ group }) => group !== undefined);
    const movingNotes = notes.filter(({ group }) => group !== undefined);
    if (moving.length + movingNotes.length === 0) return { actions: [], notes: [] };
    const storyId = this.#story.id;
    const known = await findBoardActions(
      this.#executor,
      storyId,
      moving.map(({ guid }) => guid),
    );
    const knownNotes = await findBoardNotes(
      this.#executor,
      storyId,
      movingNotes.map(({ guid }) => guid),
    );
    return { actions: movesOf(moving, known), notes: movesOf(movingNotes, knownNotes) };
  }

  async #changeNotes(changes: NonNullable<Change['notes']>): Promise<void> {
    const known = await findBoardNotes(
      this.#executor,
      this.#story.id,
      changes.map(({ guid }) => guid),
    );
    const moved: { id: NoteId; x: number; y: number }[] = [];
    for (const { guid, position, content, if_content: ifContent, width } of changes) {
      const note = known.get(guid);
      if (note === undefined) {
        if (content === undefined) continue;
        return refuse('note_not_found', 'Somebody removed the note meanwhile.', 'change.notes');
      }
      if (ifContent !== undefined && ifContent !== note.content) {
        refuse('conflict', 'Somebody else changed the note meanwhile.', 'change.notes');
      }
      this.#noteIds.add(note.id);
      if (position !== undefined) moved.push({ id: note.id, ...position });
      if (content === undefined && width === undefined) continue;
      await updateNote(this.#executor, { id: note.id, storyId: this.#story.id }, { content, width });
      if (content !== undefined) await this.#record('AnnotationContentChange', { noteIds: [note.id], content });
      if (width !== undefined) await this.#record('StoryItemsMovement', { noteIds: [note.id] });
    }
    await moveOnBoard(this.#executor, 'note', moved);
    if (moved.length > 0) await this.#record('StoryItemsMovement', { noteIds: moved.map(({ id }) => id) });
  }

  async #record(operation: string, inputs: Record<string, Value>): Promise<void> {
    this.#isChanged = true;
    const { id, draft } = this.#story;
    const storyId = publicStoryId(this.#story);
    await recordAudit(this.#request, this.#executor, {
      operation,
      storyId,
      inputs: { storyId, ...(draft === null ? {} : { draftId: id }), ...inputs },
    });
  }
}

function refuseMissing(guid: string, field: string): never {
  return refuse(
    'action_not_found',
    `The story has no action with the guid ${guid}; somebody may have removed it.`,
    field,
  );
}

/** What somebody removed meanwhile goes nowhere. */
function movesOf<Id>(
  changes: readonly { readonly guid: string; readonly group?: string | null | undefined }[],
  known: ReadonlyMap<string, { readonly id: Id }>,
): Move<Id>[] {
  return changes.flatMap(({ guid, group = null }) => {
    const thing = known.get(guid);
    return thing === undefined ? [] : [{ id: thing.id, group }];
  });
}

/** Without lists that are empty. */
function named(lists: Record<string, readonly number[]>): Record<string, Value> {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}

function withGroupsFirst(actions: readonly NewAction[]): NewAction[] {
  const depths = new Map<string, number>();
  const parents = new Map(actions.map(({ guid, group }) => [guid, group ?? null]));
  const depthOf = (guid: string, seen: ReadonlySet<string>): number => {
    const parent = parents.get(guid);
    // A circle of groups is refused by the first of them that names one which is not there.
    return parent && !seen.has(guid) ? 1 + depthOf(parent, new Set([...seen, guid])) : 0;
  };
  for (const { guid } of actions) depths.set(guid, depthOf(guid, new Set()));
  return actions.toSorted((a, b) => (depths.get(a.guid) ?? 0) - (depths.get(b.guid) ?? 0));
}
