/** How a result came about: every part of the formula with its value, as a tree to walk. The part at hand is marked in the field. */
import type { Step } from '@fabula/formula/language';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { walkTree } from '../ui/tree-keys.ts';
import { StepRowView } from './step-row-view.tsx';
import { closedAtFirst, type StepRow, toStepRows } from './step-rows.ts';

interface StepsTreeProps {
  readonly steps: readonly Step[];
  readonly mode: 'formula' | 'text';
  /** The part that is pointed at or has the focus; null when there is none. */
  readonly onMark: (range: readonly [number, number] | null) => void;
}

const openRows = 40;

/** Give it a `key` that changes with the formula: which parts are open belongs to it. */
export function StepsTree({ steps, mode, onMark }: StepsTreeProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(() => closedAtFirst(steps, openRows));
  const rows = useMemo(() => toStepRows(steps, closed), [steps, closed]);
  const [current, setCurrent] = useState('0');
  const tree = useRef<HTMLDivElement>(null);

  function toggle({ id, step }: StepRow) {
    if (step.children.length === 0) return;
    const next = new Set(closed);
    if (!next.delete(id)) next.add(id);
    setClosed(next);
  }

  function focusRow(row: StepRow | undefined) {
    if (row !== undefined) tree.current?.querySelector<HTMLElement>(`[data-step="${row.id}"]`)?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const at = rows.findIndex((row) => row.id === current);
    if (at === -1 || event.ctrlKey || event.metaKey || event.altKey) return;
    const isOpen = (each: StepRow) => (each.step.children.length > 0 ? each.isOpen : null);
    if (!walkTree(event.key, { rows, at, isOpen, toggle, focus: focusRow })) return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div
      ref={tree}
      role="tree"
      aria-label="Steps"
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onMouseLeave={() => onMark(null)}
      onBlur={() => onMark(null)}
      className="divide-y divide-line outline-none"
    >
      {rows.map((row) => (
        <StepRowView
          key={row.id}
          row={row}
          mode={mode}
          isCurrent={row.id === current}
          onToggle={() => toggle(row)}
          onFocus={() => {
            setCurrent(row.id);
            onMark(row.step.range);
          }}
          onPoint={() => onMark(row.step.range)}
        />
      ))}
    </div>
  );
}
