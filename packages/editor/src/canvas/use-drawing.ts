/** What people can do to the board: with what is selected, or else with the card that has the focus. */
import { useQuery } from '@tanstack/react-query';
import type { Connection, FinalConnectionState } from '@xyflow/react';
import { useReactFlow } from '@xyflow/react';
import { useContext, useMemo, useRef, useState } from 'react';
import { type Arrangement, arrange } from '../board/arrange.ts';
import { type BoardLink, type LinkType, linkKey, linksOf, type Point } from '../board/board.ts';
import type { BoardEditor, BoardState } from '../board/board-editor.ts';
import { paste, readClip, toClip } from '../board/clip.ts';
import {
  addNote,
  connect,
  type Edit,
  insert,
  place,
  push,
  remove,
  retype,
  type Things,
  writeNote,
} from '../board/edits.ts';
import { type Anchor, addAction, freeMiddle, type Stencil } from '../board/new-action.ts';
import { actionTypesQuery } from '../data/action-types.ts';
import { ActivityContext } from '../data/activity.ts';
import { actionOf, noteOf } from './action-of.ts';
import type { Told } from './board-message.tsx';
import type { DrawingTools } from './drawing-tools.ts';
import { type HeldEvents, heldEvents } from './held-events.ts';
import { linkTypesOf } from './link-words.ts';
import { stencilsOf } from './palette/stencils.ts';
import { type BoardNode, inStory, noteNodeId, toLink } from './story-graph.ts';
import type { BoardKeys } from './use-board-keys.ts';
import type { Drawn } from './use-nodes.ts';
import type { View } from './use-view.ts';

interface DrawingParts {
  readonly editor: BoardEditor;
  readonly state: BoardState;
  readonly drawn: Drawn;
  readonly view: View;
  /** Takes the keyboard to a card. */
  readonly goTo: (guid: string) => void;
  readonly onFind: () => void;
  readonly isReadOnly: boolean;
}

interface OpenPalette {
  /** Where the new action shall lie, in the story; null: where there is room. */
  readonly at: Point | null;
  readonly anchor: Anchor | null;
  /** What it will be connected with, for people. */
  readonly words: string | null;
}

/** What is deleted once somebody has said yes. */
interface Removal {
  readonly things: Things;
  readonly links: readonly BoardLink[];
  /** It went to the clipboard before. */
  readonly isCut: boolean;
  readonly held: HeldEvents;
  /** What is done, where it is more than deleting. */
  readonly instead?: () => void;
}

export type Drawing = ReturnType<typeof useDrawing>;

export function useDrawing(parts: DrawingParts) {
  const [palette, setPalette] = useState<OpenPalette | null>(null);
  const [connecting, setConnecting] = useState<string>();
  const [writtenNote, setWrittenNote] = useState<string>();
  const [removal, setRemoval] = useState<Removal>();
  const activity = useContext(ActivityContext);
  const [told, setTold] = useState<Told | null>(null);
  const flow = useReactFlow();
  const types = useQuery(actionTypesQuery).data;
  const latest = useRef({ ...parts, types, palette, removal });
  latest.current = { ...parts, types, palette, removal };
  const { editor, isReadOnly, drawn } = parts;

  const drawing = useMemo(() => {
    const board = () => latest.current.state.board;
    const nameOf = (guid: string) => board().actions.find((action) => action.guid === guid)?.name ?? '';
    // Until the kinds are known nothing is forbidden; the server is asked in any case.
    const canReceive = (type: string) => latest.current.types?.get(type)?.canReceive ?? true;
    const linkOf = (key: string | undefined) => linksOf(board()).find((link) => linkKey(link) === key);

    function apply(edit: Edit | null, group: string | null = null) {
      if (edit !== null) editor.do(edit.label, edit.patch, group);
    }

    /** What is meant when nothing is said. */
    function things(): Things {
      const { drawn: now } = latest.current;
      if (now.selectedNodes.length > 0 || now.selectedEdges.length > 0) return thingsOf(now.selectedNodes);
      const focused = actionOf(document.activeElement);
      const note = noteOf(document.activeElement);
      return { actions: focused === undefined ? [] : [focused], notes: note === undefined ? [] : [note] };
    }

    /** The one action that is meant; undefined: none, or several. */
    function oneAction(): string | undefined {
      const { actions, notes } = things();
      return notes.length === 0 && actions.length === 1 ? actions[0] : undefined;
    }

    function add(stencil: Stencil, at: Point | null, anchor: Anchor | null) {
      const middle = anchor === null && at === null ? freeMiddle(board(), inStory(latest.current.view.middle())) : at;
      const added = addAction(board(), stencil, middle, anchor);
      apply(added);
      latest.current.drawn.select([added.guid]);
      latest.current.goTo(added.guid);
    }

    function open(anchor: Anchor | null, at: Point | null = null) {
      setPalette({ at, anchor, words: anchor === null ? null : wordsOf(anchor, nameOf) });
    }

    const after = (source: string): Anchor => ({ kind: 'after', source, type: 'DEFAULT' });
    const openPalette = () => {
      const source = oneAction();
      const link = latest.current.drawn.selectedEdges.map(toLink);
      const [only] = link;
      if (link.length === 1 && only !== undefined && source === undefined) open({ kind: 'into', link: only });
      else open(source === undefined ? null : after(source));
    };

    function pushed(right: number, down: number) {
      const all = things();
      apply(push(board(), all, right, down), `push ${[...all.actions, ...all.notes].join(' ')}`);
    }

    function removeNow({ things: gone, links, isCut }: Omit<Removal, 'held'>) {
      const edit = remove(board(), gone, links);
      apply(edit !== null && isCut ? { ...edit, label: edit.label.replace('Delete', 'Cut') } : edit);
      latest.current.drawn.select([]);
    }

    /** Asks first where events would go with it. */
    function removeThings(gone: Omit<Removal, 'held'>) {
      const held = heldEvents(board().actions, gone.things.actions, (id) => activity.get(id)?.events_count);
      if (held.events > 0) setRemoval({ ...gone, held });
      else removeNow(gone);
    }

    const removed = () =>
      removeThings({ things: things(), links: latest.current.drawn.selectedEdges.map(toLink), isCut: false });

    function setLinkType(link: BoardLink, type: LinkType) {
      apply(retype(board(), link, type));
      latest.current.drawn.selectLinks([linkKey({ ...link, type })]);
    }

    /** Back to the card that the links leave. */
    function closeConnect(source: string | undefined) {
      setConnecting(undefined);
      if (source !== undefined) latest.current.goTo(source);
    }

    /** null: nothing. */
    function select(chosen: Things | null) {
      latest.current.drawn.select([...(chosen?.actions ?? []), ...(chosen?.notes ?? []).map(noteNodeId)]);
    }

    function duplicate() {
      const clip = readClip(toClip(board(), things(), new Date().toISOString()));
      const copy = clip.ok ? paste(clip.value, { aside: { x: 30, y: 30 } }, 'Duplicate') : null;
      apply(copy);
      if (copy !== null) select(copy);
    }

    function newNote() {
      const { guid, ...edit } = addNote(board(), inStory(latest.current.view.middle()));
      apply(edit);
      select({ actions: [], notes: [guid] });
      setWrittenNote(guid);
    }

    /** What is selected, or the whole story. */
    async function layOutThings() {
      const { layOut } = await import('../board/lay-out.ts');
      const { actions } = things();
      apply(layOut(board(), actions.length > 1 ? actions : board().actions.map(({ guid }) => guid)));
    }

    /** What knows formulas is loaded when it is needed. */
    async function makeGroup() {
      const { groupActions } = await import('../board/group/group-actions.ts');
      const made = groupActions(board(), things());
      if (!made.ok) return setTold({ title: 'These make no group', text: made.error });
      apply(made.value);
      select({ actions: [made.value.guid], notes: [] });
      latest.current.goTo(made.value.guid);
    }

    /** Asks first where events of the group itself would go with it. */
    async function dissolve(guid: string | undefined) {
      const { dissolveGroup } = await import('../board/group/dissolve-group.ts');
      const done = dissolveGroup(board(), guid ?? '');
      if (!done.ok) return setTold({ title: 'This cannot be dissolved', text: done.error });
      const { inside, gone } = done.value;
      const instead = () => {
        apply(done.value);
        select({ actions: inside, notes: [] });
        if (inside[0] !== undefined) latest.current.goTo(inside[0]);
      };
      const held = heldEvents(board().actions, gone, (id) => activity.get(id)?.events_count);
      if (held.events === 0) return instead();
      setRemoval({ things: { actions: gone, notes: [] }, links: [], isCut: false, held, instead });
    }

    const tools: DrawingTools = {
      isReadOnly,
      canReceive,
      addAfter: (guid) => open(after(guid)),
      setLinkType,
      removeLink: (link) => apply(remove(board(), { actions: [], notes: [] }, [link])),
      editNote: setWrittenNote,
      writeNote(guid, content, before, isByKey) {
        setWrittenNote(undefined);
        const isEmpty = (content ?? before).trim() === '';
        apply(
          isEmpty
            ? remove(board(), { actions: [], notes: [guid] })
            : writeNote(board(), guid, content ?? before, before),
        );
        if (isByKey && !isEmpty) latest.current.goTo(noteNodeId(guid));
      },
      dissolve: (guid) => void dissolve(guid),
      linkTypesOf: (guid) => linkTypesOf(board().actions.find((action) => action.guid === guid)?.type),
    };
    const keys: BoardKeys = {
      '/': openPalette,
      c: () => setConnecting(oneAction()),
      n: newNote,
      l: () => void layOutThings(),
      'Mod+d': duplicate,
      'Mod+g': () => void makeGroup(),
      'Mod+Shift+g': () => void dissolve(oneAction()),
      Delete: removed,
      Backspace: removed,
      'Shift+ArrowUp': () => pushed(0, -1),
      'Shift+ArrowDown': () => pushed(0, 1),
      'Shift+ArrowLeft': () => pushed(-1, 0),
      'Shift+ArrowRight': () => pushed(1, 0),
      'Mod+a': () => latest.current.drawn.select(latest.current.drawn.nodes.map(({ id }) => id)),
      'Mod+z': () => void editor.undo(),
      'Mod+Shift+z': () => void editor.redo(),
      'Mod+y': () => void editor.redo(),
    };

    return {
      keys,
      tools,
      undo: () => void editor.undo(),
      redo: () => void editor.redo(),
      removed,
      closeRemoval: () => setRemoval(undefined),
      confirmRemoval() {
        const asked = latest.current.removal;
        setRemoval(undefined);
        if (asked?.instead !== undefined) asked.instead();
        else if (asked !== undefined) removeNow(asked);
      },
      duplicate,
      group: () => void makeGroup(),
      dissolve: () => void dissolve(oneAction()),
      newNote,
      layOut: () => void layOutThings(),
      arrange: (how: Arrangement) => apply(arrange(board(), things(), how)),
      closeTold: () => setTold(null),
      /** For the clipboard. */
      hands: {
        board,
        things,
        apply: (edit: Edit | null) => apply(edit),
        cut: (gone: Things) => removeThings({ things: gone, links: [], isCut: true }),
        select,
        middle: () => latest.current.view.middle(),
        tell: (title: string, text: string) => setTold({ title, text }),
      },
      openPalette,
      closePalette: () => setPalette(null),
      /** Back to the card that the palette was opened from. */
      leavePalette() {
        const anchor = latest.current.palette?.anchor;
        setPalette(null);
        if (anchor?.kind === 'after') latest.current.goTo(anchor.source);
      },
      addChosen(stencil: Stencil, isLoose: boolean) {
        const wanted = latest.current.palette;
        setPalette(null);
        add(stencil, wanted?.at ?? null, isLoose ? null : (wanted?.anchor ?? null));
      },
      dropStencil(key: string, at: Point, link: string | undefined) {
        const all = latest.current.types;
        const stencil = all === undefined ? undefined : stencilsOf(all).find((each) => each.key === key);
        const into = linkOf(link);
        if (stencil !== undefined) add(stencil, inStory(at), into === undefined ? null : { kind: 'into', link: into });
      },
      /** A single card without links of its own can be put into a link. */
      fitsIntoLink(nodes: readonly BoardNode[]) {
        const [node] = nodes;
        if (nodes.length !== 1 || node?.type !== 'action') return false;
        const { sources, receivers, type } = node.data.action;
        return sources.length + receivers.length === 0 && canReceive(type);
      },
      dropNodes(nodes: readonly BoardNode[], link: string | undefined) {
        const actions = new Map<string, Point>();
        const notes = new Map<string, Point>();
        for (const node of nodes) {
          if (node.type === 'action') actions.set(node.data.action.guid, inStory(node.position));
          else if (node.type === 'note') notes.set(node.data.note.guid, inStory(node.position));
        }
        const moved = place(board(), actions, notes);
        const into = linkOf(link);
        const [guid] = actions.keys();
        apply(into === undefined || guid === undefined ? moved : insert(board(), guid, into, moved));
      },
      onConnect({ source, target }: Connection) {
        const link: BoardLink = { source, receiver: target, type: 'DEFAULT' };
        if (source === target) return;
        apply(connect(board(), link));
        latest.current.drawn.selectLinks([linkKey(link)]);
      },
      /** Let go over nothing, the link asks what shall be there. */
      onConnectEnd(event: MouseEvent | TouchEvent, { fromNode, toNode }: FinalConnectionState) {
        if (fromNode === null || toNode !== null || !(event instanceof MouseEvent)) return;
        const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
        open(after(fromNode.id), inStory(at));
      },
      toggleLink(link: BoardLink) {
        const isThere = linkOf(linkKey(link)) !== undefined;
        apply(isThere ? remove(board(), { actions: [], notes: [] }, [link]) : connect(board(), link));
        closeConnect(link.source);
      },
      closeConnect,
    };
  }, [editor, flow, isReadOnly, activity]);

  const [edge] = drawn.selectedEdges;
  const isLonely = drawn.selectedEdges.length === 1 && drawn.selectedNodes.length === 0;
  const hasSelection = drawn.selectedNodes.length + drawn.selectedEdges.length > 0;
  // Without a selection Escape is left to the panels.
  const leave = () => drawn.select([]);
  const reading: BoardKeys = { '/': parts.onFind, 'Mod+f': parts.onFind };
  const writing = { ...reading, ...drawing.keys, ...(hasSelection ? { Escape: leave } : {}) };
  return {
    ...drawing,
    keys: isReadOnly ? reading : writing,
    palette,
    connecting,
    told,
    removal: removal?.held,
    writtenNote: writtenNote === undefined ? undefined : noteNodeId(writtenNote),
    lonelyLink: isLonely ? edge?.id : undefined,
  };
}

function thingsOf(nodes: readonly BoardNode[]): Things {
  return {
    actions: nodes.flatMap((node) => (node.type === 'action' ? node.data.action.guid : [])),
    notes: nodes.flatMap((node) => (node.type === 'note' ? node.data.note.guid : [])),
  };
}

function wordsOf(anchor: Anchor, nameOf: (guid: string) => string): string {
  if (anchor.kind === 'after') return `After “${nameOf(anchor.source)}”`;
  return `Between “${nameOf(anchor.link.source)}” and “${nameOf(anchor.link.receiver)}”`;
}
