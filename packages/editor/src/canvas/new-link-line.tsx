import { type ConnectionLineComponentProps, getSmoothStepPath } from '@xyflow/react';

/** A link while it is drawn. */
export function NewLinkLine({
  fromX,
  fromY,
  toX,
  toY,
  fromPosition,
  toPosition,
  connectionStatus,
}: ConnectionLineComponentProps) {
  const [path] = getSmoothStepPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
    borderRadius: 12,
    offset: 16,
  });
  return <path d={path} fill="none" className="new-link" data-fits={connectionStatus === 'valid'} />;
}
