import { Panel } from '@xyflow/react';
import { CircleHelp, Maximize, Minus, Plus, Search } from 'lucide-react';
import { IconButton } from '../ui/button.tsx';
import type { View } from './use-view.ts';

interface BoardControlsProps {
  readonly view: View;
  readonly onHelp: () => void;
  readonly onFind: () => void;
}

export function BoardControls({ view, onHelp, onFind }: BoardControlsProps) {
  return (
    <Panel position="bottom-left">
      <div role="toolbar" aria-label="View" className="flex rounded-xl border border-line bg-surface p-0.5 shadow-card">
        <IconButton label="Zoom out" shortcut="-" onClick={view.zoomOut}>
          <Minus />
        </IconButton>
        <IconButton label="Zoom in" shortcut="+" onClick={view.zoomIn}>
          <Plus />
        </IconButton>
        <IconButton label="Show the whole story" shortcut="f" onClick={view.fit}>
          <Maximize />
        </IconButton>
        <IconButton label="Find an action" shortcut="Ctrl F" onClick={onFind}>
          <Search />
        </IconButton>
        <IconButton label="Keyboard shortcuts" shortcut="?" onClick={onHelp}>
          <CircleHelp />
        </IconButton>
      </div>
    </Panel>
  );
}
