import { parseJson, toText, type Value } from '@fabula/formula';
import { inputClass } from '../../ui/input-class.ts';
import { useForm } from './form-context.ts';

interface NumberInputProps {
  /** Text stays as it is, so that nothing is lost while somebody types. */
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
  readonly label: string;
  readonly placeholder?: string | undefined;
  readonly isWrong?: boolean;
  readonly describedBy?: string | undefined;
}

/** A number, exact to the last digit; what shows none is kept as text and told of by whoever checks. */
export function NumberInput({ value, onChange, label, placeholder, isWrong = false, describedBy }: NumberInputProps) {
  const { isReadOnly } = useForm();
  return (
    <input
      type="text"
      inputMode="decimal"
      aria-label={label}
      aria-invalid={isWrong}
      aria-describedby={describedBy}
      placeholder={placeholder}
      readOnly={isReadOnly}
      value={value === undefined ? '' : toText(value)}
      onChange={(event) => onChange(fromText(event.target.value))}
      className={inputClass(isWrong, 'font-mono tabular-nums')}
    />
  );
}

function fromText(text: string): Value {
  const trimmed = text.trim();
  if (!/^-?\d+(\.\d+)?$/.test(trimmed)) return text;
  const parsed = parseJson(trimmed);
  // `1.0` and `007` would come back as another text under the hands of whoever types.
  return parsed.ok && toText(parsed.value) === text ? parsed.value : text;
}
