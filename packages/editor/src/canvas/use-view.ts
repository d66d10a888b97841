/** What part of the board is seen, and how to move there. */
import type { ActionResponse } from '@fabula/model';
import { type Rect, useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { cardSize, onBoard } from './story-graph.ts';

const fitOptions = { padding: 0.12, maxZoom: 1.1 } as const;
/** A story that fits only below this zoom opens at its beginning instead: nothing could be read. */
const leastStartZoom = 0.22;
const moveMs = 220;
/** To a card that is out of sight the board also comes near enough to read it. */
const readableZoom = 0.6;
const margin = 40;

export interface View {
  readonly fit: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  /** Moves only if the card is not wholly on the screen. */
  readonly reveal: (actionId: number) => void;
  /** Moves only if one of the cards is not wholly on the screen. */
  readonly revealAll: (actionIds: ReadonlySet<number>) => void;
}

export function useView(actions: readonly ActionResponse[], order: readonly number[]): View {
  const flow = useReactFlow();
  const store = useStoreApi();
  const isMeasured = useStore((state) => state.width > 0 && state.height > 0 && state.panZoom !== null);

  // The first look at a story: all of it, or its beginning where all of it would be too small to read.
  const hasStarted = useRef(false);
  useEffect(() => {
    if (!isMeasured || hasStarted.current) return;
    hasStarted.current = true;
    const { width, height } = store.getState();
    const bounds = flow.getNodesBounds(flow.getNodes());
    const zoom = Math.min(width / Math.max(bounds.width, 1), height / Math.max(bounds.height, 1));
    const first = actions.find((action) => action.id === order[0]);
    if (zoom >= leastStartZoom || first === undefined) {
      void flow.fitBounds(bounds, { padding: fitOptions.padding });
      if (flow.getZoom() > fitOptions.maxZoom) void flow.zoomTo(fitOptions.maxZoom);
      return;
    }
    const { x, y } = onBoard(first.position);
    void flow.setCenter(x + cardSize.width / 2, y + height / 3, { zoom: 0.8 });
  }, [isMeasured, flow, store, actions, order]);

  return useMemo(() => {
    const duration = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : moveMs);

    function cards(ids: ReadonlySet<number>): Rect[] {
      return actions
        .filter((action) => ids.has(action.id))
        .map(({ position }) => ({ ...onBoard(position), ...cardSize }));
    }

    function isSeen(card: Rect): boolean {
      const { width, height, transform } = store.getState();
      const [x, y, zoom] = transform;
      const left = card.x * zoom + x;
      const top = card.y * zoom + y;
      const isBeside = left < margin || left + card.width * zoom > width - margin;
      const isAboveOrBelow = top < margin || top + card.height * zoom > height - margin;
      return !isBeside && !isAboveOrBelow;
    }

    return {
      fit: () => void flow.fitView({ ...fitOptions, duration: duration() }),
      zoomIn: () => void flow.zoomIn({ duration: duration() }),
      zoomOut: () => void flow.zoomOut({ duration: duration() }),
      reveal: (actionId) =>
        afterLayout(() => {
          const card = cards(new Set([actionId]))[0];
          if (card === undefined || isSeen(card)) return;
          const zoom = Math.max(flow.getZoom(), readableZoom);
          void flow.setCenter(card.x + card.width / 2, card.y + card.height / 2, { zoom, duration: duration() });
        }),
      revealAll: (actionIds) =>
        afterLayout(() => {
          const wanted = cards(actionIds);
          if (wanted.every(isSeen)) return;
          const nodes = [...actionIds].map((id) => ({ id: String(id) }));
          void flow.fitView({ ...fitOptions, nodes, duration: duration() });
        }),
    };
  }, [flow, store, actions]);
}

/** A panel that opens at the same moment makes the board narrower; looks after that. */
function afterLayout(look: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(look));
}
