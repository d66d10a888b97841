/** A field for formulas: everything that the language knows about the text, while it is written. */
import type { ObjectValue } from '@fabula/formula';
import type { Diagnostic, FieldMode } from '@fabula/formula/language';
import { useId, useMemo, useState } from 'react';
import { closingPills } from './closing-pills.ts';
import { completion } from './completion.ts';
import { fieldBasics } from './field-basics.ts';
import { fieldFrame } from './field-frame.ts';
import { formatting } from './formatting.ts';
import { highlighting } from './highlighting.ts';
import { languageContext, type RunProblem, runProblem } from './language-facets.ts';
import { marking } from './marking.ts';
import { pointedAt } from './pointed-at.ts';
import { ProblemList } from './problem-list.tsx';
import { applyFix, problems } from './problems.ts';
import { signatureTip } from './signature-tip.ts';
import { useCodeView } from './use-code-view.ts';
import './code-colours.css';

interface FormulaFieldProps {
  readonly value: string;
  readonly onChange?: (value: string) => void;
  readonly mode: FieldMode;
  /** Names that the formula may read, with values to learn their shape from; null when nothing is known. */
  readonly sample: ObjectValue | null;
  /** Spoken name. */
  readonly label: string;
  readonly isReadOnly?: boolean;
  /** A line feed is not accepted, as in a name. */
  readonly isSingleLine?: boolean;
  /** What went wrong when it was last evaluated; shown by whoever evaluates, and underlined here. */
  readonly problem?: RunProblem | null;
  /** A part that is spoken of elsewhere. */
  readonly marked?: readonly [from: number, to: number] | null;
  /** Wrong for a reason that is shown elsewhere. */
  readonly isWrong?: boolean;
  /** Ids of elements that say more. */
  readonly describedBy?: string | undefined;
  readonly className?: string;
}

export function FormulaField({
  value,
  onChange,
  mode,
  sample,
  label,
  isReadOnly = false,
  isSingleLine = false,
  problem = null,
  marked = null,
  isWrong = false,
  describedBy,
  className,
}: FormulaFieldProps) {
  const listId = useId();
  const [found, setFound] = useState<readonly Diagnostic[]>([]);
  const isInvalid = isWrong || problem !== null || found.some(({ severity }) => severity === 'error');
  const describers = [found.length > 0 ? listId : undefined, describedBy].filter(Boolean).join(' ');
  const language = useMemo(
    () => [highlighting, problems(setFound), completion, closingPills, signatureTip, pointedAt, formatting],
    [],
  );
  const context = useMemo(() => languageContext.of({ mode, sample }), [mode, sample]);
  const extensions = useMemo(
    () => [
      language,
      context,
      runProblem.of(problem),
      marking(marked),
      fieldBasics({ label, isReadOnly, isSingleLine, isInvalid, describedBy: describers || undefined }),
    ],
    [language, context, problem, marked, label, isReadOnly, isSingleLine, isInvalid, describers],
  );
  const { host, view } = useCodeView({ value, onChange, extensions });
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div ref={host} className={fieldFrame(isInvalid, isReadOnly, className)} />
      {found.length > 0 && (
        <ProblemList
          id={listId}
          problems={found}
          shownElsewhere={problem?.message}
          onFix={(fix) => view.current !== null && applyFix(view.current, fix)}
        />
      )}
    </div>
  );
}
