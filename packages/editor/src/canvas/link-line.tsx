import { type EdgeProps, getSmoothStepPath } from '@xyflow/react';
import { memo } from 'react';
import type { LinkType } from '../board/board.ts';
import { LinkMenu } from './link-menu.tsx';
import { mark, useMarks } from './marks.ts';
import { cardSize, type LinkEdge } from './story-graph.ts';

/** Told apart by pattern and words, not by colour alone. */
const labels: Record<LinkType, { readonly text: string; readonly width: number } | null> = {
  DEFAULT: null,
  NO_MATCH: { text: 'no match', width: 62 },
  FAILURE: { text: 'on failure', width: 66 },
};

export const LinkLine = memo(function LinkLine(props: EdgeProps<LinkEdge>) {
  const type = props.data?.type ?? 'DEFAULT';
  const marks = useMarks(props.id);
  const isOnPath = (marks & mark.onPath) !== 0;
  const isNew = (marks & mark.added) !== 0;
  const [path, labelX, labelY] = getSmoothStepPath({ ...props, ...laneOf(props), borderRadius: 12 });
  const label = labels[type];
  const arrow = isOnPath || props.selected ? 'arrow-path' : `arrow-${type}`;
  return (
    <g
      className="link-line"
      data-type={type}
      data-on-path={isOnPath}
      data-selected={props.selected === true}
      data-over={(marks & mark.over) !== 0}
      data-change={props.data?.isGone ? 'removed' : isNew ? 'added' : undefined}
    >
      {/* A line is too thin to be hit. */}
      {!props.data?.isGone && (
        <path d={path} fill="none" className="react-flow__edge-interaction" strokeWidth={20} strokeOpacity={0} />
      )}
      <path d={path} fill="none" className="link-path" markerEnd={`url(#${arrow})`} />
      {label !== null && (
        <g transform={`translate(${labelX - label.width / 2} ${labelY - 9})`} className="link-label">
          <rect width={label.width} height={18} rx={9} />
          <text x={label.width / 2} y={12.5} textAnchor="middle">
            {label.text}
          </text>
        </g>
      )}
      {(marks & mark.alone) !== 0 && (
        <LinkMenu link={{ source: props.source, receiver: props.target, type }} x={labelX} y={labelY} />
      )}
    </g>
  );
});

const gap = 16;

/** A link that goes back up would run behind its own cards; it goes round them, in the gap beside the column. */
function laneOf({ sourceX, sourceY, targetX, targetY }: EdgeProps<LinkEdge>): { offset: number; centerX?: number } {
  if (targetY > sourceY) return { offset: Math.min(gap, (targetY - sourceY) / 2) };
  if (Math.abs(targetX - sourceX) > cardSize.width + gap) return { offset: gap };
  const side = targetX < sourceX ? -1 : 1;
  const outer = side === 1 ? Math.max(sourceX, targetX) : Math.min(sourceX, targetX);
  return { offset: gap, centerX: outer + side * (cardSize.width / 2 + gap / 2) };
}

/** The heads of the lines, drawn once and referred to. */
export function ArrowHeads() {
  return (
    <svg aria-hidden className="absolute size-0">
      <defs>
        {['DEFAULT', 'NO_MATCH', 'FAILURE', 'path'].map((name) => (
          <marker
            key={name}
            id={`arrow-${name}`}
            className="arrow-head"
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerWidth="12"
            markerHeight="12"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M1.5 1.5 L9 5 L1.5 8.5" fill="none" />
          </marker>
        ))}
      </defs>
    </svg>
  );
}
