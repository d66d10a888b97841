/** The steps of an explanation as the rows of a tree, with those in closed parts left out. */
import type { Step } from '@fabula/formula/language';

export interface StepRow {
  /** Places of its parents and its own, `0.2.1`; unique in the tree. */
  readonly id: string;
  readonly depth: number;
  readonly step: Step;
  readonly isOpen: boolean;
}

export function toStepRows(steps: readonly Step[], closed: ReadonlySet<string>): StepRow[] {
  const rows: StepRow[] = [];
  const add = (step: Step, id: string, depth: number) => {
    const isOpen = step.children.length > 0 && !closed.has(id);
    rows.push({ id, depth, step, isOpen });
    if (isOpen) for (const [index, child] of step.children.entries()) add(child, `${id}.${index}`, depth + 1);
  };
  for (const [index, step] of steps.entries()) add(step, String(index), 0);
  return rows;
}

/** What is closed at first, so that a large explanation begins with what its result was made of. */
export function closedAtFirst(steps: readonly Step[], openRows: number): Set<string> {
  const closed = new Set<string>();
  let level: (readonly [step: Step, id: string])[] = steps.map((step, index) => [step, String(index)]);
  let shown = level.length;
  while (level.length > 0) {
    const next: typeof level = [];
    for (const [step, id] of level) {
      if (step.children.length === 0) continue;
      if (shown + step.children.length > openRows) closed.add(id);
      else {
        shown += step.children.length;
        next.push(...step.children.map((child, index) => [child, `${id}.${index}`] as const));
      }
    }
    level = next;
  }
  return closed;
}
