import { Handle, type NodeProps, Position } from '@xyflow/react';
import { Minus } from 'lucide-react';
import { ActionIcon } from '../ui/action-icon.tsx';
import { actionKind } from '../ui/action-kind.ts';
import type { GhostNode } from './story-graph.ts';

/** An action or note that is live and not in the draft. It cannot be chosen, moved or connected. */
export function GhostCard({ data }: NodeProps<GhostNode>) {
  const { name, type, options } = data;
  if (type === null) {
    return (
      <div role="img" aria-label={`Note: ${name}, removed`} className="note-card is-gone">
        <span className="line-through">{name === '' ? 'Empty note' : name}</span>
        <GonePill />
      </div>
    );
  }
  const kind = actionKind(type, options);
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} className="link-end" />
      <div role="img" aria-label={`${name}, ${kind.label}, removed`} className="action-card is-gone">
        <ActionIcon kind={kind} />
        <span className="flex min-w-0 flex-1 flex-col text-left">
          <span className="action-name">{name}</span>
          <span className="action-kind-label">{kind.label}</span>
        </span>
      </div>
      <GonePill />
      <Handle type="source" position={Position.Bottom} isConnectable={false} className="link-end" />
    </>
  );
}

function GonePill() {
  return (
    <span aria-hidden data-change="removed" className="change-pill">
      <Minus /> removed
    </span>
  );
}
