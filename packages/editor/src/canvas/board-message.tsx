import { Panel } from '@xyflow/react';
import type { BoardState } from '../board/board-editor.ts';
import { Notice } from '../ui/notice.tsx';

interface BoardMessageProps {
  readonly refused: BoardState['refused'];
  readonly onClose: () => void;
}

/** What could not be done, at the foot of the board, until it is put away. */
export function BoardMessage({ refused, onClose }: BoardMessageProps) {
  if (refused === null) return null;
  return (
    <Panel position="bottom-center" className="w-[min(30rem,calc(100%-2rem))] max-md:!bottom-16">
      <Notice
        tone="danger"
        title={`Not done: ${refused.label}`}
        onClose={onClose}
        className="border border-line shadow-float"
      >
        <p className="text-ink-soft">{refused.error.message}</p>
      </Notice>
    </Panel>
  );
}
