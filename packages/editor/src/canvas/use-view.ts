/** What part of the board is seen, and how to move there. */
import type { ActionResponse } from '@fabula/model';
import { getViewportForBounds, type Rect, useReactFlow, useStore, useStoreApi, type Viewport } from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { around, isSeen } from './geometry.ts';
import { cardSize, onBoard } from './story-graph.ts';

const padding = 0.1;
const greatestFitZoom = 1.1;
/** A story that fits only below this zoom opens at its beginning instead: nothing could be read. */
const leastStartZoom = 0.22;
const startZoom = 0.8;
const moveMs = 220;
const zoomStep = 1.25;
/** To a card that is out of sight the board also comes near enough to read it. */
const readableZoom = 0.6;
const margin = 40;

export interface View {
  /** Whether the board has a size, so that moving means something. */
  readonly isReady: boolean;
  readonly fit: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  /** Moves only if the card is not wholly on the screen. */
  readonly reveal: (guid: string) => void;
  /** Moves only if one of the cards is not wholly on the screen. */
  readonly revealAll: (guids: ReadonlySet<string>) => void;
  /** What of the board lies in the middle of the screen. */
  readonly middle: () => { readonly x: number; readonly y: number };
}

export function useView(actions: readonly ActionResponse[], order: readonly number[]): View {
  const flow = useReactFlow();
  const store = useStoreApi();
  const isReady = useStore((state) => state.width > 0 && state.height > 0 && state.panZoom !== null);

  const moves = useMemo(() => {
    const duration = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : moveMs);

    // Not the library's own fitting: it waits until every card was drawn once, and we draw only what is seen.
    function fitViewport(bounds: Rect): Viewport {
      const { width, height, minZoom } = store.getState();
      return getViewportForBounds(bounds, width, height, minZoom, greatestFitZoom, padding);
    }

    function wholeBoard(): Viewport {
      return fitViewport(flow.getNodesBounds(flow.getNodes()));
    }

    function cards(guids: ReadonlySet<string>): Rect[] {
      return actions
        .filter(({ guid }) => guids.has(guid))
        .map(({ position }) => ({ ...onBoard(position), ...cardSize }));
    }

    // Pressed again while still moving, it goes on from where the move would have ended.
    let goal = { zoom: 1, until: 0 };
    function zoomBy(factor: number) {
      const now = performance.now();
      const { minZoom, maxZoom } = store.getState();
      const from = now < goal.until ? goal.zoom : flow.getZoom();
      goal = { zoom: Math.min(Math.max(from * factor, minZoom), maxZoom), until: now + moveMs };
      void flow.zoomTo(goal.zoom, { duration: duration() });
    }

    return {
      /** The first look at a story: all of it, or its beginning where all of it would be too small to read. */
      start() {
        const whole = wholeBoard();
        const beginning = actions.find(({ id }) => id === order[0]);
        const first = beginning === undefined ? undefined : cards(new Set([beginning.guid]))[0];
        if (whole.zoom >= leastStartZoom || first === undefined) {
          void flow.setViewport(whole);
        } else {
          const { height } = store.getState();
          void flow.setCenter(first.x + first.width / 2, first.y + height / 3, { zoom: startZoom });
        }
      },
      fit: () => void flow.setViewport(wholeBoard(), { duration: duration() }),
      middle() {
        const { width, height, transform } = store.getState();
        const [x, y, zoom] = transform;
        return { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom };
      },
      zoomIn: () => zoomBy(zoomStep),
      zoomOut: () => zoomBy(1 / zoomStep),
      reveal: (guid: string) =>
        afterLayout(() => {
          const card = cards(new Set([guid]))[0];
          if (card === undefined || isSeen(card, store.getState(), margin)) return;
          const zoom = Math.max(flow.getZoom(), readableZoom);
          void flow.setCenter(card.x + card.width / 2, card.y + card.height / 2, { zoom, duration: duration() });
        }),
      revealAll: (guids: ReadonlySet<string>) =>
        afterLayout(() => {
          const wanted = cards(guids);
          if (wanted.length === 0 || wanted.every((card) => isSeen(card, store.getState(), margin))) return;
          void flow.setViewport(fitViewport(wanted.reduce(around)), { duration: duration() });
        }),
    };
  }, [flow, store, actions, order]);

  const hasStarted = useRef(false);
  useEffect(() => {
    if (!isReady || hasStarted.current) return;
    hasStarted.current = true;
    moves.start();
  }, [isReady, moves]);

  return useMemo(() => ({ isReady, ...moves }), [isReady, moves]);
}

/** A panel that opens at the same moment makes the board narrower; looks after that. */
function afterLayout(look: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(look));
}
