import { EdgeLabelRenderer, useStore } from '@xyflow/react';
import { Trash2 } from 'lucide-react';
import type { BoardLink } from '../board/board.ts';
import { IconButton } from '../ui/button.tsx';
import { Segments } from '../ui/segments.tsx';
import { useDrawingTools } from './drawing-tools.ts';
import { linkWords } from './link-words.ts';

interface LinkMenuProps {
  readonly link: BoardLink;
  /** The middle of the link, on the board. */
  readonly x: number;
  readonly y: number;
}

/** On a link that is selected alone: when events go along it, and the way to take it off. */
export function LinkMenu({ link, x, y }: LinkMenuProps) {
  const { linkTypesOf, setLinkType, removeLink } = useDrawingTools();
  const zoom = useStore((state) => state.transform[2]);
  return (
    <EdgeLabelRenderer>
      <div
        role="toolbar"
        aria-label="Link"
        className="nodrag nopan pointer-events-auto absolute flex items-center rounded-xl border border-line bg-surface p-1 shadow-float"
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${1 / zoom})` }}
      >
        <Segments
          label="When events go along it"
          choices={linkTypesOf(link.source).map((name) => ({ name, label: linkWords[name] }))}
          value={link.type}
          onChange={(type) => setLinkType(link, type)}
        />
        <IconButton label="Delete the link" shortcut="Del" onClick={() => removeLink(link)} className="size-7">
          <Trash2 />
        </IconButton>
      </div>
    </EdgeLabelRenderer>
  );
}
