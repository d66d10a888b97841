import { toText, type Value } from '@fabula/formula';
import type { OptionField } from '@fabula/model';
import { inputClass } from '../../ui/input-class.ts';
import { useForm } from './form-context.ts';

interface ChoiceInputProps {
  readonly field: OptionField;
  readonly value: Value | undefined;
  readonly onChange: (value: Value | undefined) => void;
  readonly label: string;
  readonly isWrong: boolean;
  readonly describedBy: string | undefined;
}

export function ChoiceInput({ field, value, onChange, label, isWrong, describedBy }: ChoiceInputProps) {
  const { isReadOnly } = useForm();
  const { choices = [], fallback } = field;
  const stored = value === undefined || value === null ? '' : toText(value);
  // Upper and lower case are one, as when it is read.
  const known = choices.find((choice) => choice.value.toLowerCase() === stored.trim().toLowerCase());
  const usual = choices.find((choice) => choice.value === fallback);
  return (
    <select
      aria-label={label}
      aria-invalid={isWrong}
      aria-describedby={describedBy}
      value={known?.value ?? stored}
      disabled={isReadOnly}
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      className={inputClass(isWrong, 'px-2')}
    >
      {(stored === '' || usual !== undefined) && (
        <option value="">{usual === undefined ? 'Choose…' : `${usual.title} (default)`}</option>
      )}
      {known === undefined && stored !== '' && <option value={stored}>{stored} (unknown)</option>}
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.title}
        </option>
      ))}
    </select>
  );
}
