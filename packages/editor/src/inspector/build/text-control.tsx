import { FormulaField } from '../../formula-field/formula-field.tsx';
import { useForm } from './form-context.ts';

interface TextControlProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly isMultiLine?: boolean;
  readonly isWrong?: boolean;
  readonly describedBy?: string | undefined;
}

/** Text with pills; a text that begins with `=` is a formula as a whole, and its sign stands before the field. */
export function TextControl({ value, onChange, label, isMultiLine = false, isWrong, describedBy }: TextControlProps) {
  const { sample, isReadOnly } = useForm();
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
          isWrong={isWrong ?? false}
          describedBy={describedBy}
          className="max-h-96 overflow-y-auto"
        />
      </div>
    </div>
  );
}
