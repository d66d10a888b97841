/** What part of the board is seen, and how to move there. */
import type { ActionResponse } from '@fabula/model';
import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useMemo } from 'react';
import { cardSize, onBoard } from './story-graph.ts';

export const fitOptions = { padding: 0.12, maxZoom: 1.1 } as const;
/** A story that fits only below this zoom opens at its beginning instead: nothing could be read. */
const leastStartZoom = 0.22;
const moveMs = 220;
const margin = 40;

export interface View {
  readonly fit: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  /** Moves only if the card is not wholly on the screen. */
  readonly reveal: (actionId: number) => void;
  /** The first look at a story. */
  readonly start: () => void;
}

export function useView(actions: readonly ActionResponse[], order: readonly number[]): View {
  const flow = useReactFlow();
  const store = useStoreApi();
  return useMemo(() => {
    const duration = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : moveMs);
    const placeOf = (id: number) => {
      const action = actions.find((each) => each.id === id);
      return action === undefined ? undefined : onBoard(action.position);
    };

    function centre(place: { x: number; y: number }, zoom: number, ms: number) {
      void flow.setCenter(place.x + cardSize.width / 2, place.y + cardSize.height / 2, { zoom, duration: ms });
    }

    return {
      fit: () => void flow.fitView({ ...fitOptions, duration: duration() }),
      zoomIn: () => void flow.zoomIn({ duration: duration() }),
      zoomOut: () => void flow.zoomOut({ duration: duration() }),
      reveal(actionId) {
        const place = placeOf(actionId);
        if (place === undefined) return;
        // A panel that opens at the same moment makes the board narrower; look after that.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            const { width, height, transform } = store.getState();
            const [x, y, zoom] = transform;
            const left = place.x * zoom + x;
            const top = place.y * zoom + y;
            const isSeen =
              left >= margin &&
              top >= margin &&
              left + cardSize.width * zoom <= width - margin &&
              top + cardSize.height * zoom <= height - margin;
            if (!isSeen) centre(place, Math.max(zoom, 0.6), duration());
          }),
        );
      },
      start() {
        const { width, height } = store.getState();
        const bounds = flow.getNodesBounds(flow.getNodes());
        const zoom = Math.min(width / Math.max(bounds.width, 1), height / Math.max(bounds.height, 1));
        const first = order[0] === undefined ? undefined : placeOf(order[0]);
        if (zoom >= leastStartZoom || first === undefined) void flow.fitView(fitOptions);
        else centre({ x: first.x, y: first.y + height / 3 }, 0.8, 0);
      },
    };
  }, [flow, store, actions, order]);
}
