import { Panel } from '@xyflow/react';
import { Plus, Redo2, StickyNote, Undo2 } from 'lucide-react';
import type { BoardState } from '../board/board-editor.ts';
import { IconButton } from '../ui/button.tsx';
import { SavingMark } from './saving-mark.tsx';

interface BoardToolsProps {
  readonly state: BoardState;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onAdd: () => void;
  readonly onNote: () => void;
}

/** What has been drawn: taken back, done again, and whether it is saved. */
export function BoardTools({ state, onUndo, onRedo, onAdd, onNote }: BoardToolsProps) {
  const { undoes, redoes, saving } = state;
  return (
    <Panel position="top-left">
      <div
        role="toolbar"
        aria-label="Drawing"
        className="flex items-center gap-0.5 rounded-xl border border-line bg-surface p-0.5 shadow-card"
      >
        <IconButton label="Add an action" shortcut="/" onClick={onAdd} look="primary">
          <Plus />
        </IconButton>
        <IconButton label="Add a note" shortcut="n" onClick={onNote}>
          <StickyNote />
        </IconButton>
        <IconButton
          label={undoes === null ? 'Nothing to undo' : `Undo: ${undoes}`}
          shortcut="Ctrl Z"
          aria-disabled={undoes === null}
          onClick={onUndo}
          className="aria-disabled:opacity-40"
        >
          <Undo2 />
        </IconButton>
        <IconButton
          label={redoes === null ? 'Nothing to redo' : `Redo: ${redoes}`}
          shortcut="Ctrl Shift Z"
          aria-disabled={redoes === null}
          onClick={onRedo}
          className="aria-disabled:opacity-40"
        >
          <Redo2 />
        </IconButton>
        <SavingMark saving={saving} />
      </div>
    </Panel>
  );
}
