/** The pointers of others, over the board. They keep their size however near the board is. */
import { useReactFlow, useStore, ViewportPortal } from '@xyflow/react';
import { type PointerEvent, useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Other, Others, Pointers } from '../data/presence.ts';
import { faceColour } from '../ui/initials.ts';
import { onBoard, stretch } from './story-graph.ts';

export function OthersPointers({ people, pointers }: Pick<Others, 'people' | 'pointers'>) {
  if (people.length === 0) return null;
  return (
    <ViewportPortal>
      {people.map((other) => (
        <Pointer key={other.id} other={other} pointers={pointers} />
      ))}
    </ViewportPortal>
  );
}

function Pointer({ other, pointers }: { readonly other: Other; readonly pointers: Pointers }) {
  const subscribe = useCallback((listener: () => void) => pointers.subscribe(other.id, listener), [pointers, other.id]);
  const at = useSyncExternalStore(subscribe, () => pointers.get(other.id));
  const zoom = useStore((store) => store.transform[2]);
  if (at === undefined) return null;
  const { x, y } = onBoard(at);
  return (
    <div
      aria-hidden
      data-pointer={other.name}
      className={`others-pointer ${faceColour(other.userId)}`}
      style={{ transform: `translate(${x}px, ${y}px) scale(${1 / zoom})` }}
    >
      <svg aria-hidden viewBox="0 0 16 16" width={16} height={16}>
        <path d="M2 1.5 L13.5 8 L8 9.2 L5.6 14.2 Z" />
      </svg>
      <span className="face">{other.name}</span>
    </div>
  );
}

/** Tells the others where the own pointer is. A finger has none: it would only jump about. */
export function usePointing(pointAt: Others['pointAt']) {
  const flow = useReactFlow();
  return useMemo(
    () => ({
      onPointerMove(event: PointerEvent) {
        if (event.pointerType === 'touch') return;
        const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
        pointAt({ x: Math.round(x / stretch), y: Math.round(y / stretch) });
      },
      onPointerLeave: () => pointAt(null),
    }),
    [flow, pointAt],
  );
}
