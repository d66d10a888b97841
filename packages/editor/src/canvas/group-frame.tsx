import type { NodeProps } from '@xyflow/react';
import { Ungroup } from 'lucide-react';
import { memo } from 'react';
import { ActionIcon } from '../ui/action-icon.tsx';
import { actionKind } from '../ui/action-kind.ts';
import { useDrawingTools } from './drawing-tools.ts';
import type { FrameNode } from './story-graph.ts';

/** What lies in a group, with its name, which opens the group. By keyboard all is done at the card of the group. */
export const GroupFrame = memo(function GroupFrame({ data: { group } }: NodeProps<FrameNode>) {
  const { isReadOnly, dissolve } = useDrawingTools();
  return (
    <div role="img" aria-label={`Inside ${group.name}`} className="group-frame">
      <span className="group-frame-name" title={`Open ${group.name}`}>
        <ActionIcon kind={actionKind(group.type, group.options)} size="small" />
        <span className="truncate">{group.name}</span>
      </span>
      {!isReadOnly && (
        <button
          type="button"
          aria-label={`Dissolve ${group.name}`}
          title="Dissolve (Ctrl Shift G)"
          tabIndex={-1}
          onClick={(event) => {
            event.stopPropagation();
            dissolve(group.guid);
          }}
          className="group-frame-dissolve"
        >
          <Ungroup aria-hidden className="size-3.5" />
        </button>
      )}
    </div>
  );
});
