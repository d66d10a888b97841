/**
 * What the canvas library holds of a board while somebody works on it: which cards and links are selected, and where a card is
 * while it is dragged. Everything else comes from the story.
 */
import { applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { BoardNode, LinkEdge, StoryGraph } from './story-graph.ts';

export interface Drawn {
  readonly nodes: BoardNode[];
  readonly edges: LinkEdge[];
  readonly onNodesChange: (changes: NodeChange<BoardNode>[]) => void;
  readonly onEdgesChange: (changes: EdgeChange<LinkEdge>[]) => void;
  readonly selectedNodes: readonly BoardNode[];
  readonly selectedEdges: readonly LinkEdge[];
  /** Makes these the selection, also those that are only on their way onto the board. */
  readonly select: (nodeIds: Iterable<string>) => void;
  /** Makes these links, by key, the selection. */
  readonly selectLinks: (keys: Iterable<string>) => void;
}

export function useNodes(graph: StoryGraph): Drawn {
  const [nodes, setNodes] = useState<BoardNode[]>(graph.nodes);
  const [chosenEdges, setChosenEdges] = useState<ReadonlySet<string>>(new Set());
  const awaited = useRef<Set<string>>(new Set());

  useLayoutEffect(() => {
    setNodes((before) => {
      const byId = new Map(before.map((node) => [node.id, node]));
      return graph.nodes.map((node) => {
        if (awaited.current.delete(node.id)) return { ...node, selected: true };
        return keepGesture(byId.get(node.id), node);
      });
    });
  }, [graph.nodes]);

  const onNodesChange = useCallback((changes: NodeChange<BoardNode>[]) => {
    setNodes((before) => applyNodeChanges(changes, before));
  }, []);
  const onEdgesChange = useCallback((changes: EdgeChange<LinkEdge>[]) => {
    setChosenEdges((before) => {
      const next = new Set(before);
      for (const change of changes) {
        if (change.type !== 'select') continue;
        if (change.selected) next.add(change.id);
        else next.delete(change.id);
      }
      return next;
    });
  }, []);
  const select = useCallback((nodeIds: Iterable<string>) => {
    const wanted = new Set(nodeIds);
    setChosenEdges(new Set());
    setNodes((before) => {
      for (const { id } of before) awaited.current.delete(id);
      return before.map((node) =>
        node.selected === wanted.has(node.id) ? node : { ...node, selected: wanted.has(node.id) },
      );
    });
    awaited.current = new Set(wanted);
  }, []);

  const selectLinks = useCallback((keys: Iterable<string>) => {
    setNodes((before) => before.map((node) => (node.selected ? { ...node, selected: false } : node)));
    setChosenEdges(new Set(keys));
  }, []);

  const edges = useMemo(
    () =>
      chosenEdges.size === 0
        ? graph.edges
        : graph.edges.map((edge) => (chosenEdges.has(edge.id) ? { ...edge, selected: true } : edge)),
    [graph.edges, chosenEdges],
  );
  const selectedNodes = useMemo(() => nodes.filter(({ selected }) => selected === true), [nodes]);
  const selectedEdges = useMemo(() => edges.filter(({ selected }) => selected === true), [edges]);
  return { nodes, edges, onNodesChange, onEdgesChange, selectedNodes, selectedEdges, select, selectLinks };
}

/** The node as the story has it now; under somebody's hand it stays where it is held. */
function keepGesture(before: BoardNode | undefined, node: BoardNode): BoardNode {
  if (before === undefined) return node;
  const isPlaced = before.position.x === node.position.x && before.position.y === node.position.y;
  if (before.data === node.data && (isPlaced || before.dragging)) return before;
  const { selected = false, measured, dragging = false } = before;
  // The kind of a node never changes under its id.
  return {
    ...node,
    selected,
    dragging,
    ...(measured === undefined ? {} : { measured }),
    ...(dragging ? { position: before.position } : {}),
  } as BoardNode;
}
