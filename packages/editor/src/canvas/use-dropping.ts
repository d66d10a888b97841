/** What happens when something is dragged over the board: a kind of action from the palette, or a card that is on it. */
import { type OnNodeDrag, useReactFlow } from '@xyflow/react';
import { type DragEvent, useMemo, useRef } from 'react';
import { linkUnder } from './action-of.ts';
import { stencilFormat } from './palette/palette.tsx';
import type { BoardNode } from './story-graph.ts';
import type { Drawing } from './use-drawing.ts';

/** `onOver`: the link, by key, that what is dragged would be put into. */
export function useDropping(drawing: Drawing, onOver: (link: string | undefined) => void) {
  const flow = useReactFlow();
  const latest = useRef(drawing);
  latest.current = drawing;
  return useMemo(() => {
    const isStencil = (event: DragEvent) => event.dataTransfer.types.includes(stencilFormat);
    const onNodeDrag: OnNodeDrag<BoardNode> = (event, _, nodes) => {
      const fits = latest.current.fitsIntoLink(nodes);
      if (fits) onOver(linkUnder(...pointOf(event)));
    };
    const onNodeDragStop: OnNodeDrag<BoardNode> = (event, _, nodes) => {
      const link = latest.current.fitsIntoLink(nodes) ? linkUnder(...pointOf(event)) : undefined;
      onOver(undefined);
      latest.current.dropNodes(nodes, link);
    };
    return {
      onNodeDrag,
      onNodeDragStop,
      onDragOver(event: DragEvent) {
        if (!isStencil(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        onOver(linkUnder(event.clientX, event.clientY));
      },
      onDragLeave: () => onOver(undefined),
      onDrop(event: DragEvent) {
        if (!isStencil(event)) return;
        event.preventDefault();
        onOver(undefined);
        const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
        const link = linkUnder(event.clientX, event.clientY);
        latest.current.dropStencil(event.dataTransfer.getData(stencilFormat), at, link);
      },
    };
  }, [flow, onOver]);
}

function pointOf(event: globalThis.MouseEvent | TouchEvent | { readonly nativeEvent: unknown }): [number, number] {
  const native = 'nativeEvent' in event ? event.nativeEvent : event;
  if (native instanceof MouseEvent) return [native.clientX, native.clientY];
  const touch = native instanceof TouchEvent ? native.changedTouches[0] : undefined;
  return touch === undefined ? [-1, -1] : [touch.clientX, touch.clientY];
}
