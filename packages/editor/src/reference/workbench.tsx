/** A formula, its input and its result side by side; all of the reference that can be run consists of these. */
import { isObjectValue, type ObjectValue, parseJson } from '@fabula/formula';
import { Braces } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { FormulaField } from '../formula-field/formula-field.tsx';
import { JsonField } from '../formula-field/json-field.tsx';
import { type Evaluation, useEvaluation } from '../formula-field/use-evaluation.ts';
import { Button } from '../ui/button.tsx';
import { Caption } from './caption.tsx';
import { ResultView } from './result-view.tsx';
import type { SharedFormula } from './shared-formula.ts';

interface WorkbenchProps {
  /** Part of the spoken names: `Example 1`. */
  readonly name: string;
  readonly text: SharedFormula;
  readonly onChange: (text: SharedFormula) => void;
  readonly canRunAgain: boolean;
  /** A part of the formula that is spoken of elsewhere. */
  readonly marked?: readonly [from: number, to: number] | null;
  /** Stands above the formula, after its caption. */
  readonly children?: ReactNode;
}

export function Workbench({ name, text, onChange, canRunAgain, marked = null, children }: WorkbenchProps) {
  const evaluation = useEvaluation(text);
  return (
    <div className="grid gap-x-4 gap-y-2 md:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-1">
        <FormulaPart
          name={name}
          text={text}
          onChange={onChange}
          evaluation={evaluation}
          marked={marked}
          caption={children}
        />
        <InputPart name={name} input={text.input} onInput={(input) => onChange({ ...text, input })} />
      </div>
      <ResultView
        evaluation={evaluation}
        label={`${name}: result`}
        onRunAgain={canRunAgain ? evaluation.runAgain : undefined}
      />
    </div>
  );
}

interface FormulaPartProps extends Pick<WorkbenchProps, 'name' | 'text' | 'onChange'> {
  readonly evaluation: Evaluation;
  readonly marked: readonly [from: number, to: number] | null;
  readonly caption: ReactNode;
}

function FormulaPart({ name, text, onChange, evaluation, marked, caption }: FormulaPartProps) {
  const sample = useMemo(() => sampleOf(text.input), [text.input]);
  const { answer, isRunning } = evaluation;
  return (
    <div>
      <Caption text={text.mode === 'text' ? 'Text' : 'Formula'}>{caption}</Caption>
      <FormulaField
        label={`${name}: formula`}
        value={text.formula}
        onChange={(formula) => onChange({ ...text, formula })}
        mode={text.mode}
        sample={sample}
        marked={marked}
        problem={answer?.kind === 'problem' && !isRunning ? answer.problem : null}
      />
    </div>
  );
}

/** Most formulas of the reference without input need none, so its field only comes when it is asked for. */
function InputPart({
  name,
  input,
  onInput,
}: {
  readonly name: string;
  readonly input: string;
  readonly onInput: (input: string) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  if (input === noInput && !isOpen) {
    return (
      <Button look="quiet" onClick={() => setOpen(true)} className="mt-1 -ml-2 h-8 self-start px-2 text-xs">
        <Braces /> Add input
      </Button>
    );
  }
  return (
    <div>
      <Caption text="Input" />
      <JsonField label={`${name}: input`} value={input} onChange={onInput} />
    </div>
  );
}

export const noInput = '{}';

/** The input as the language services read it; null while it is no object. */
function sampleOf(input: string): ObjectValue | null {
  const parsed = parseJson(input);
  return parsed.ok && isObjectValue(parsed.value) ? parsed.value : null;
}
