/** Copy, cut and paste over the clipboard of the system, so that they work between tabs, tenants and files. */
import { useReactFlow } from '@xyflow/react';
import { type PointerEvent, type RefObject, useEffect, useMemo, useRef } from 'react';
import { newGuid, type Point } from '../board/board.ts';
import { type Clip, paste, readClip, toClip } from '../board/clip.ts';
import { readCurl } from '../board/curl.ts';
import { inStory } from './story-graph.ts';
import { isForBoard } from './use-board-keys.ts';
import type { Drawing } from './use-drawing.ts';

/** `board`: the element that the keys belong to. Gives what follows the pointer: things are pasted where it is. */
export function useClipboard(board: RefObject<HTMLElement | null>, drawing: Drawing, isReadOnly: boolean) {
  const flow = useReactFlow();
  const pointer = useRef<Point | null>(null);
  const latest = useRef({ drawing, isReadOnly });
  latest.current = { drawing, isReadOnly };

  useEffect(() => {
    const isOurs = (event: ClipboardEvent) =>
      !event.defaultPrevented && isForBoard(event.target, board.current) && (getSelection()?.isCollapsed ?? true);

    function onCopy(event: ClipboardEvent) {
      const { hands } = latest.current.drawing;
      const things = hands.things();
      if (!isOurs(event) || things.actions.length + things.notes.length === 0) return;
      event.clipboardData?.setData('text/plain', toClip(hands.board(), things, new Date().toISOString()));
      event.preventDefault();
      if (event.type !== 'cut' || latest.current.isReadOnly) return;
      hands.cut(things);
    }

    function onPaste(event: ClipboardEvent) {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (!isOurs(event) || latest.current.isReadOnly || text.trim() === '') return;
      event.preventDefault();
      const { hands } = latest.current.drawing;
      const command = readCurl(text);
      const clip = command === null ? readClip(text) : { ok: true as const, value: requestClip(command.options) };
      if (!clip.ok) return hands.tell('That cannot be pasted', clip.error);
      const at =
        pointer.current === null ? hands.middle() : flow.screenToFlowPosition(pointer.current, { snapToGrid: false });
      const pasted = paste(clip.value, { around: inStory(at) });
      hands.apply(pasted);
      hands.select(pasted);
      if (command !== null && command.ignored.length > 0) {
        hands.tell('Parts of the command were left out', `Fabula has nothing for ${command.ignored.join(', ')}.`);
      }
    }

    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCopy);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCopy);
      document.removeEventListener('paste', onPaste);
    };
  }, [board, flow]);

  return useMemo(
    () => ({
      onPointerMove: (event: PointerEvent) => {
        pointer.current = { x: event.clientX, y: event.clientY };
      },
      onPointerLeave: () => {
        pointer.current = null;
      },
    }),
    [],
  );
}

function requestClip(options: Clip['actions'][number]['options']): Clip {
  const action = {
    guid: newGuid(),
    type: 'Agents::HTTPRequestAgent',
    name: 'HTTP request',
    options,
    position: { x: 0, y: 0 },
  };
  return { actions: [action], notes: [], links: [] };
}
