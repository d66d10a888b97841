import type { Step, StepOutcome } from '@fabula/formula/language';
import { ChevronRight } from 'lucide-react';
import { classNames } from '../ui/class-names.ts';
import { FormulaCode } from './formula-code.tsx';
import { Prose } from './prose.tsx';
import type { StepRow } from './step-rows.ts';

interface StepRowViewProps {
  readonly row: StepRow;
  readonly mode: 'formula' | 'text';
  readonly isCurrent: boolean;
  readonly onToggle: () => void;
  readonly onFocus: () => void;
  readonly onPoint: () => void;
}

const indentPx = 16;

export function StepRowView({ row, mode, isCurrent, onToggle, onFocus, onPoint }: StepRowViewProps) {
  const { step, depth, isOpen, id } = row;
  const hasParts = step.children.length > 0;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it handles the keys
    <div
      role="treeitem"
      aria-level={depth + 1}
      {...(hasParts ? { 'aria-expanded': isOpen } : {})}
      data-step={id}
      tabIndex={isCurrent ? 0 : -1}
      onFocus={onFocus}
      onMouseEnter={onPoint}
      onClick={onToggle}
      className={classNames(
        'grid gap-x-4 py-1.5 pr-3 pl-2 font-mono text-xs leading-5 hover:bg-hover focus-visible:-outline-offset-2 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]',
        hasParts && 'cursor-pointer',
      )}
    >
      <span className="flex min-w-0 items-start" style={{ paddingLeft: depth * indentPx }}>
        <span aria-hidden className="mt-0.5 flex size-4 shrink-0 items-center justify-center text-ink-faint">
          {hasParts && <ChevronRight className={classNames('size-3 transition-transform', isOpen && 'rotate-90')} />}
        </span>
        <StepSource step={step} mode={mode} />
      </span>
      <span className="min-w-0 max-md:pl-4">
        <OutcomeView outcome={step.outcome} />
        {step.note !== null && (
          <span className="block font-sans text-ink-faint">
            <Prose text={step.note} />
          </span>
        )}
      </span>
    </div>
  );
}

/** Parts of a text are formulas once more; only the text as a whole is not. */
function StepSource({ step, mode }: { readonly step: Step; readonly mode: 'formula' | 'text' }) {
  const isText = mode === 'text' && ['field', 'pill', 'if', 'for', 'round'].includes(step.kind);
  return (
    <span className="min-w-0 break-words whitespace-pre-wrap">
      <FormulaCode source={step.source} mode={isText ? 'text' : 'formula'} />
    </span>
  );
}

function OutcomeView({ outcome }: { readonly outcome: StepOutcome }) {
  switch (outcome.kind) {
    case 'value':
      return <span className={classNames('break-words', colours[outcome.value.type])}>{outcome.value.text}</span>;
    case 'error':
      return (
        <span className="font-sans break-words text-danger">
          <Prose text={outcome.message} />
        </span>
      );
    case 'not evaluated':
      return <span className="font-sans text-ink-faint italic">not evaluated</span>;
    case 'more':
      return <span className="font-sans text-ink-faint">… {outcome.count.toLocaleString('en')} more</span>;
  }
}

const colours = {
  text: 'text-json-text',
  number: 'text-json-number',
  boolean: 'text-json-word',
  NULL: 'text-json-word',
  array: 'text-ink-soft',
  object: 'text-ink-soft',
  bytes: 'text-ink-soft',
} as const;
