import { Panel } from '@xyflow/react';
import { AlignHorizontalJustifyCenter, AlignVerticalJustifyCenter, Copy, Group, Network, Trash2 } from 'lucide-react';
import type { Arrangement } from '../board/arrange.ts';
import { IconButton } from '../ui/button.tsx';

interface SelectionBarProps {
  readonly count: number;
  readonly onArrange: (how: Arrangement) => void;
  readonly onLayOut: () => void;
  readonly onGroup: () => void;
  readonly onDuplicate: () => void;
  readonly onDelete: () => void;
}

/** What can be done with several things at once. */
export function SelectionBar({ count, onArrange, onLayOut, onGroup, onDuplicate, onDelete }: SelectionBarProps) {
  if (count < 2) return null;
  return (
    <Panel position="top-center" className="max-md:!top-14">
      <div
        role="toolbar"
        aria-label="Selection"
        className="flex items-center rounded-xl border border-line bg-surface p-0.5 shadow-card"
      >
        <span className="px-2.5 text-xs whitespace-nowrap text-ink-soft">{count} selected</span>
        <IconButton label="Line up in a column" onClick={() => onArrange('column')}>
          <AlignHorizontalJustifyCenter />
        </IconButton>
        <IconButton label="Line up in a row" onClick={() => onArrange('row')}>
          <AlignVerticalJustifyCenter />
        </IconButton>
        <IconButton label="Lay out" shortcut="l" onClick={onLayOut}>
          <Network />
        </IconButton>
        <IconButton label="Group" shortcut="Ctrl G" onClick={onGroup}>
          <Group />
        </IconButton>
        <IconButton label="Duplicate" shortcut="Ctrl D" onClick={onDuplicate}>
          <Copy />
        </IconButton>
        <IconButton label="Delete" shortcut="Del" onClick={onDelete}>
          <Trash2 />
        </IconButton>
      </div>
    </Panel>
  );
}
