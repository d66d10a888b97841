/** What a text with formulas gives with the event at hand, while it is written, and on request how it comes about. */
import { stringifyJson, type Value } from '@fabula/formula';
import { useQuery } from '@tanstack/react-query';
import { CornerDownRight, ListTree } from 'lucide-react';
import { useId, useState } from 'react';
import type { FormulaQuestion } from '../../data/formula-answer.ts';
import { stepsQuery } from '../../data/formula-evaluation.ts';
import { StepsTree } from '../../formula-field/steps-tree.tsx';
import type { Evaluation } from '../../formula-field/use-evaluation.ts';
import { classNames } from '../../ui/class-names.ts';
import { clipText } from '../../ui/json-tree/json-rows.ts';
import { QuietButton } from './quiet-button.tsx';

interface ValuePreviewProps {
  /** Spoken name of the field. */
  readonly label: string;
  readonly question: FormulaQuestion;
  readonly evaluation: Evaluation;
  /** The part of the text that a step is about. */
  readonly onMark: (range: readonly [number, number] | null) => void;
}

const longestLine = 300;

export function ValuePreview({ label, question, evaluation, onMark }: ValuePreviewProps) {
  const [isOpen, setOpen] = useState(false);
  const stepsId = useId();
  const { answer, failure } = evaluation;
  const isWrong = failure !== null || answer?.kind === 'problem';
  return (
    <section aria-label={`${label} with this event`} className="min-w-0">
      <div className="flex min-h-7 items-center gap-1.5 text-xs">
        <CornerDownRight aria-hidden className="size-3.5 shrink-0 text-ink-faint" />
        <output
          aria-busy={evaluation.isRunning}
          className={classNames('min-w-0 flex-1 truncate font-mono', isWrong ? 'text-danger' : 'text-ink-soft')}
        >
          {failure !== null
            ? failure.message
            : answer === undefined
              ? '…'
              : answer.kind === 'problem'
                ? answer.problem.message
                : lineOf(answer.value)}
        </output>
        <QuietButton
          aria-label={`Step by step: ${label}`}
          title="Step by step"
          aria-expanded={isOpen}
          aria-controls={isOpen ? stepsId : undefined}
          onClick={() => setOpen(!isOpen)}
        >
          <ListTree aria-hidden />
        </QuietButton>
      </div>
      {isOpen && (
        <div id={stepsId} className="max-h-72 overflow-y-auto rounded-lg border border-line bg-surface">
          <Steps question={question} onMark={onMark} />
        </div>
      )}
    </section>
  );
}

/** A part that no event holds, or one that is too large to be shown at each key. */
export function NoPreview({ children }: { readonly children: string }) {
  return <p className="flex min-h-7 items-center text-xs text-ink-faint">{children}</p>;
}

function Steps({ question, onMark }: Pick<ValuePreviewProps, 'question' | 'onMark'>) {
  const { data } = useQuery(stepsQuery(question));
  const steps = data?.steps.children ?? [];
  if (data === undefined) return <p className="px-3 py-2 text-xs text-ink-faint">…</p>;
  if (data === null || steps.length === 0) {
    return <p className="px-3 py-2 text-xs text-ink-faint">There are no steps to show.</p>;
  }
  return (
    <>
      <StepsTree key={`${data.steps.source} ${steps.length}`} steps={steps} mode={question.mode} onMark={onMark} />
      {!data.isComplete && (
        <p className="px-3 py-2 text-xs text-ink-faint">There are more steps than are shown here.</p>
      )}
    </>
  );
}

/** Texts as they are, everything else as JSON. */
function lineOf(value: Value): string {
  return clipText(typeof value === 'string' ? value : stringifyJson(value), longestLine) || 'an empty text';
}
