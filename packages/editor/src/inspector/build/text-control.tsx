import { useMemo, useState } from 'react';
import { FormulaField } from '../../formula-field/formula-field.tsx';
import { useEvaluation } from '../../formula-field/use-evaluation.ts';
import { useForm } from './form-context.ts';
import { isLiquidAlone, LiquidNotice } from './liquid-notice.tsx';
import { type Preview, previewOf } from './preview-question.ts';
import { NoPreview, ValuePreview } from './value-preview.tsx';

interface TextControlProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly isMultiLine?: boolean;
  readonly isWrong?: boolean;
  readonly describedBy?: string | undefined;
}

/** Is not asked, because its input is none. */
const nothing = { formula: '', mode: 'text', input: '' } as const;

/**
 * Text with pills; a text that begins with `=` is a formula as a whole, and its sign stands before the field. Below it stands what
 * it gives with the event at hand.
 */
export function TextControl({ value, onChange, label, isMultiLine = false, isWrong, describedBy }: TextControlProps) {
  const { sample, isReadOnly } = useForm();
  const [marked, setMarked] = useState<readonly [number, number] | null>(null);
  const preview = useMemo(() => (sample === null ? null : previewOf(value, sample)), [value, sample]);
  const question = preview?.kind === 'asked' ? preview.question : nothing;
  const evaluation = useEvaluation(question);
  const { answer, isRunning } = evaluation;
  const isFormula = value.startsWith('=');
  return (
    <div className="flex min-w-0 items-start gap-1.5">
      {isFormula && (
        <span aria-hidden className="pt-2 font-mono text-formula">
          =
        </span>
      )}
      <div className="min-w-0 flex-1">
        <FormulaField
          value={isFormula ? value.slice(1) : value}
          onChange={(next) => onChange(isFormula ? `=${next}` : next)}
          mode={isFormula ? 'formula' : 'text'}
          sample={sample}
          label={isFormula ? `${label}, formula` : label}
          isReadOnly={isReadOnly}
          isSingleLine={!isMultiLine && !isFormula && !value.includes('\n')}
          problem={question !== nothing && !isRunning && answer?.kind === 'problem' ? answer.problem : null}
          marked={marked}
          isWrong={isWrong ?? false}
          describedBy={describedBy}
          className="max-h-96 overflow-y-auto"
        />
        {question !== nothing && (
          <ValuePreview label={label} question={question} evaluation={evaluation} onMark={setMarked} />
        )}
        {isLiquidAlone(value) && (
          <LiquidNotice value={value} label={label} isReadOnly={isReadOnly} onChange={onChange} />
        )}
        {preview !== null && preview.kind !== 'asked' && <NoPreview>{whyNot(preview)}</NoPreview>}
      </div>
    </div>
  );
}

function whyNot(preview: Exclude<Preview, { kind: 'asked' }>): string {
  if (preview.kind === 'large')
    return 'This reads too much to be shown while you write. “Try it” shows what comes out.';
  const [first = '', ...others] = preview.names;
  const are = others.length === 0 ? 'is' : 'are';
  return `${[first, ...others].join(', ')} ${are} known when it runs. “Try it” shows what comes out.`;
}
