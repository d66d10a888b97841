import { Panel } from '@xyflow/react';
import type { BoardState } from '../board/board-editor.ts';
import { Notice } from '../ui/notice.tsx';

export interface Told {
  readonly title: string;
  readonly text: string;
}

interface BoardMessageProps {
  /** A change that the server refused. */
  readonly refused: BoardState['refused'];
  readonly onCloseRefused: () => void;
  /** Something that could not be done here. */
  readonly told: Told | null;
  readonly onCloseTold: () => void;
}

/** What could not be done, at the foot of the board, until it is put away. */
export function BoardMessage({ refused, onCloseRefused, told, onCloseTold }: BoardMessageProps) {
  if (refused === null && told === null) return null;
  return (
    <Panel position="bottom-center" className="flex w-[min(30rem,calc(100%-2rem))] flex-col gap-2 max-md:!bottom-16">
      {refused !== null && (
        <Notice
          tone="danger"
          title={`Not done: ${refused.label}`}
          onClose={onCloseRefused}
          className="border border-line shadow-float"
        >
          <p className="text-ink-soft">{refused.error.message}</p>
        </Notice>
      )}
      {told !== null && (
        <Notice tone="warn" title={told.title} onClose={onCloseTold} className="border border-line shadow-float">
          <p className="text-ink-soft">{told.text}</p>
        </Notice>
      )}
    </Panel>
  );
}
