/**
 * The storyboard: a story's actions, links and notes on an endless board. An adapter around the canvas library, which
 * nothing else imports; the rest of the editor speaks to it in actions.
 *
 * What changes often (counts, the chosen card, a run's path) reaches the cards through stores and not through props:
 * the lists handed to the library stay the same for as long as the story does.
 */
import type { ActionResponse } from '@fabula/model';
import {
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useConnection,
  useStore,
} from '@xyflow/react';
import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useBoardEditor } from '../board/use-board-editor.ts';
import type { Editing } from '../data/editing.ts';
import type { Note } from '../data/notes.ts';
import type { Others } from '../data/presence.ts';
import { actionKind } from '../ui/action-kind.ts';
import { useCommands } from '../ui/commands.ts';
import { useShortcut } from '../ui/use-shortcut.ts';
import { ActionCard } from './action-card.tsx';
import { actionOf } from './action-of.ts';
import type { BoardChanges } from './board-changes.ts';
import { BoardControls } from './board-controls.tsx';
import { BoardMessage } from './board-message.tsx';
import { BoardTools } from './board-tools.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { DrawingToolsContext } from './drawing-tools.ts';
import { EmptyBoard } from './empty-board.tsx';
import { GhostCard } from './ghost-card.tsx';
import { ghostsOf, noGhosts } from './ghosts.ts';
import { GroupFrame } from './group-frame.tsx';
import { groupFrames } from './group-frames.ts';
import { ArrowHeads, LinkLine } from './link-line.tsx';
import { MarksContext } from './marks.ts';
import { NewLinkLine } from './new-link-line.tsx';
import { NoteCard } from './note-card.tsx';
import { Palette } from './palette/palette.tsx';
import { OthersPointers, usePointing } from './pointers.tsx';
import { RemovalQuestion } from './removal-question.tsx';
import type { RunPath } from './run-path.ts';
import { SelectionBar } from './selection-bar.tsx';
import { type BoardNode, boardGrid, type LinkEdge, toGraph } from './story-graph.ts';
import { useBoardKeys } from './use-board-keys.ts';
import { useBoardMarks } from './use-board-marks.ts';
import { useClipboard } from './use-clipboard.ts';
import { useDrawing } from './use-drawing.ts';
import { useDropping } from './use-dropping.ts';
import { useKeyboardPlace } from './use-keyboard-place.ts';
import { useNodes } from './use-nodes.ts';
import { useOpening } from './use-opening.ts';
import { useView } from './use-view.ts';
import { type Direction, neighbour, walkOrder } from './walk.ts';
import './storyboard.css';

export interface StoryboardProps {
  readonly actions: readonly ActionResponse[];
  readonly notes: readonly Note[];
  /** Where changes of the board go, and whether it may be changed. */
  readonly editing: Editing;
  /** The action whose panel is open. The board moves so that it can be seen. */
  readonly chosenId: number | undefined;
  /** `how`: by keyboard the focus should follow into what opens; a click leaves it on the board. */
  readonly onOpen: (actionId: number, how: 'pointer' | 'keyboard') => void;
  readonly onClose: () => void;
  /** The run that is shown, if one is. */
  readonly path: RunPath | undefined;
  /** What is different from the live story, while that is shown. */
  readonly changes?: BoardChanges | undefined;
  /** Who else looks at it. */
  readonly others: Others;
  readonly onHelp: () => void;
  readonly onFind: () => void;
}

const nodeTypes = { action: ActionCard, note: NoteCard, ghost: GhostCard, frame: GroupFrame };
const edgeTypes = { link: LinkLine };
const arrows: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};
/** Held down, a click adds to the selection or takes out of it. */
const addingKeys = ['Shift', 'Meta', 'Control'];
/** Below this zoom cards show their names only. */
const farZoom = 0.55;

/** A smaller story needs no map. */
const mappedFrom = 16;

export function Storyboard(props: StoryboardProps) {
  return (
    <ReactFlowProvider>
      <Board {...props} />
    </ReactFlowProvider>
  );
}

function Board(props: StoryboardProps) {
  const { editing, chosenId, onOpen, onClose, path, changes, others, onHelp, onFind } = props;
  const { readOnly } = editing;
  const { editor, state } = useBoardEditor(editing, props);
  const { actions, notes } = state.board;
  const graph = useMemo(() => toGraph(actions, notes), [actions, notes]);
  const drawn = useNodes(graph);
  const ghosts = useMemo(
    () => (changes === undefined ? noGhosts : ghostsOf(changes.removed, { actions, notes })),
    [changes, actions, notes],
  );
  const frames = useMemo(() => groupFrames(drawn.nodes), [drawn.nodes]);
  const shownNodes = useMemo(() => [...frames, ...ghosts.nodes, ...drawn.nodes], [frames, ghosts, drawn.nodes]);
  const shownEdges = useMemo(() => [...ghosts.edges, ...drawn.edges], [ghosts, drawn.edges]);
  const board = useRef<HTMLElement>(null);
  const order = useMemo(() => walkOrder(actions), [actions]);
  const view = useView(actions, order);
  const isFar = useStore((store) => store.transform[2] < farZoom);
  const isConnecting = useConnection((connection) => connection.inProgress);

  const chosen = chosenId === undefined ? undefined : actions.find(({ id }) => id === chosenId)?.guid;
  const first = actions.find(({ id }) => id === order[0])?.guid;
  const [over, setOver] = useState<string>();
  const at = useKeyboardPlace({ chosen, first, view });
  const drawing = useDrawing({ editor, state, drawn, view, goTo: at.goTo, onFind, isReadOnly: readOnly });
  const dropping = useDropping(drawing, setOver);
  useBoardKeys(board, drawing.keys);
  const following = useClipboard(board, drawing, readOnly);
  const pointing = usePointing(others.pointAt);
  const marks = useBoardMarks({
    chosen,
    current: at.current,
    tabStop: at.tabStop,
    path,
    changes,
    over,
    alone: drawing.lonelyLink,
    written: drawing.writtenNote,
  });

  const { isReady, revealAll } = view;
  const shownRun = useRef<string>(undefined);
  useEffect(() => {
    if (!isReady || path?.guid === shownRun.current) return;
    shownRun.current = path?.guid;
    // Once for each run: one that still goes on must not pull the board away from who reads it.
    if (path !== undefined) revealAll(path.actions);
  }, [path, isReady, revealAll]);

  useCommands([
    ...(readOnly
      ? []
      : [
          { name: 'Add an action', keys: ['/'], run: drawing.openPalette },
          { name: 'Add a note', keys: ['n'], run: drawing.newNote },
          { name: 'Lay out the story', keys: ['l'], run: drawing.layOut },
          { name: 'Group what is selected', keys: ['Ctrl', 'G'], run: drawing.group },
          { name: 'Dissolve the group', keys: ['Ctrl', 'Shift', 'G'], run: drawing.dissolve },
          { name: 'Undo', keys: ['Ctrl', 'Z'], run: drawing.undo },
          { name: 'Redo', keys: ['Ctrl', 'Shift', 'Z'], run: drawing.redo },
        ]),
    { name: 'Show the whole story', keys: ['f'], run: view.fit },
  ]);
  useShortcut('f', view.fit);
  useShortcut('+', view.zoomIn);
  useShortcut('-', view.zoomOut);

  const openAction = useOpening(actions, onOpen);
  // The same function every time: a new one would make the library look at every card again.
  const onNodeClick = useCallback(
    (event: MouseEvent, node: BoardNode) => {
      if (event.shiftKey || event.ctrlKey || event.metaKey) return;
      const action = node.type === 'action' ? node.data.action : node.type === 'frame' ? node.data.group : undefined;
      // A click made by Enter or Space counts no presses.
      if (action !== undefined) openAction(action, event.detail === 0 ? 'keyboard' : 'pointer');
    },
    [openAction],
  );

  function onKeyDown(event: KeyboardEvent) {
    const from = actions.find(({ guid }) => guid === actionOf(event.target))?.id;
    if (from === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = arrows[event.key];
    const step = event.key === 'Tab' ? order[order.indexOf(from) + (event.shiftKey ? -1 : 1)] : undefined;
    const to = direction === undefined ? step : neighbour(actions, from, direction);
    // At the border Tab leaves the board as it would any other row of buttons.
    if (to === undefined && direction === undefined) return;
    event.preventDefault();
    const guid = actions.find(({ id }) => id === to)?.guid;
    if (guid === undefined) return;
    // What the keys do is done to the card that they are at.
    if (!readOnly) drawn.select([guid]);
    at.goTo(guid);
  }

  return (
    <section
      ref={board}
      aria-label="Storyboard"
      className="storyboard relative h-full w-full"
      data-far={isFar}
      data-shows-run={path !== undefined}
      data-connecting={isConnecting}
      onKeyDown={onKeyDown}
      {...following}
      {...pointing}
      onFocus={(event) => at.onFocus(actionOf(event.target))}
    >
      <MarksContext value={marks}>
        <DrawingToolsContext value={drawing.tools}>
          <ArrowHeads />
          <ReactFlow<BoardNode, LinkEdge>
            nodes={shownNodes}
            edges={shownEdges}
            onNodesChange={drawn.onNodesChange}
            onEdgesChange={drawn.onEdgesChange}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onNodeClick={onNodeClick}
            onPaneClick={() => {
              drawing.closePalette();
              onClose();
            }}
            {...dropping}
            onConnect={drawing.onConnect}
            onConnectEnd={drawing.onConnectEnd}
            connectionLineComponent={NewLinkLine}
            connectOnClick={false}
            nodesDraggable={!readOnly}
            nodeDragThreshold={4}
            snapToGrid
            snapGrid={boardGrid}
            nodesConnectable={!readOnly}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={!readOnly}
            selectionMode={SelectionMode.Partial}
            onlyRenderVisibleElements
            disableKeyboardA11y
            panOnScroll
            zoomOnDoubleClick={false}
            minZoom={0.08}
            maxZoom={2}
            deleteKeyCode={null}
            selectionKeyCode="Shift"
            multiSelectionKeyCode={addingKeys}
            panActivationKeyCode={null}
            proOptions={{ hideAttribution: true }}
          >
            <OthersPointers people={others.people} pointers={others.pointers} />
            <Background variant={BackgroundVariant.Dots} gap={24} size={1.4} />
            {actions.length >= mappedFrom && (
              <MiniMap<BoardNode>
                className="max-md:hidden"
                style={{ width: 168, height: 116 }}
                pannable
                zoomable
                ariaLabel="Map of the story"
                nodeClassName={kindClass}
                nodeBorderRadius={12}
              />
            )}
            {!readOnly && (
              <BoardTools
                state={state}
                onUndo={drawing.undo}
                onRedo={drawing.redo}
                onAdd={drawing.openPalette}
                onNote={drawing.newNote}
              />
            )}
            {!readOnly && (
              <SelectionBar
                count={drawn.selectedNodes.length}
                onArrange={drawing.arrange}
                onLayOut={drawing.layOut}
                onGroup={drawing.group}
                onDuplicate={drawing.duplicate}
                onDelete={drawing.removed}
              />
            )}
            <BoardMessage
              refused={state.refused}
              onCloseRefused={() => editor.putAwayRefused()}
              told={drawing.told}
              onCloseTold={drawing.closeTold}
            />
            <BoardControls view={view} onHelp={onHelp} onFind={onFind} />
          </ReactFlow>
          {actions.length + notes.length === 0 && drawing.palette === null && (
            <EmptyBoard onAdd={readOnly ? undefined : drawing.openPalette} />
          )}
          {drawing.palette !== null && (
            <Palette
              key={JSON.stringify(drawing.palette)}
              after={drawing.palette.words}
              onChoose={drawing.addChosen}
              onClose={drawing.leavePalette}
            />
          )}
          <RemovalQuestion held={drawing.removal} onClose={drawing.closeRemoval} onConfirm={drawing.confirmRemoval} />
          <ConnectDialog
            board={state.board}
            source={drawing.connecting}
            canReceive={drawing.tools.canReceive}
            onClose={() => drawing.closeConnect(drawing.connecting)}
            onToggle={drawing.toggleLink}
          />
        </DrawingToolsContext>
      </MarksContext>
    </section>
  );
}

function kindClass(node: BoardNode): string {
  return node.type === 'action' ? `kind ${actionKind(node.data.action.type, node.data.action.options).colour}` : '';
}
