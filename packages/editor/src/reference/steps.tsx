import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { stepsQuery } from '../data/formula-evaluation.ts';
import { objectProblem } from '../formula-field/object-problem.ts';
import { StepsTree } from '../formula-field/steps-tree.tsx';
import { useSettled } from '../ui/use-settled.ts';
import type { SharedFormula } from './shared-formula.ts';

interface StepsProps {
  readonly text: SharedFormula;
  readonly onMark: (range: readonly [number, number] | null) => void;
}

const pauseMs = 250;

/** The way from the input to the result. */
export function Steps({ text, onMark }: StepsProps) {
  const settled = useSettled(text, pauseMs);
  const { data } = useQuery({
    ...stepsQuery(settled),
    enabled: objectProblem(settled.input) === null,
    placeholderData: keepPreviousData,
  });
  // A formula is one step with its parts; a text is told by its formulas alone.
  const steps = data?.steps.children ?? [];
  if (data === undefined || data === null || steps.length === 0) return null;
  return (
    <section aria-label="Step by step" className="mt-6">
      <h2 className="text-base font-medium">Step by step</h2>
      <p className="mb-2 text-ink-soft">
        Every part of the formula with its value. The part that you point at is marked above.
      </p>
      <div className="overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
        <StepsTree key={`${data.steps.source} ${steps.length}`} steps={steps} mode={settled.mode} onMark={onMark} />
      </div>
      {!data.isComplete && <p className="mt-2 text-xs text-ink-faint">There are more steps than are shown here.</p>}
    </section>
  );
}
