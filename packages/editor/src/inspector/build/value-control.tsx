/** Any value, part by part: texts and formulas in fields, objects and lists as rows that can lie in each other. */
import { isArrayValue, isObjectValue, type Value } from '@fabula/formula';
import { toBoolean } from '@fabula/model';
import { Switch } from '../../ui/switch.tsx';
import { EntryRows } from './entry-rows.tsx';
import { useForm } from './form-context.ts';
import { NumberField } from './number-field.tsx';
import { TextControl } from './text-control.tsx';

interface ValueControlProps {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly label: string;
  readonly isWrong?: boolean;
  readonly describedBy?: string | undefined;
}

export function ValueControl(props: ValueControlProps) {
  const { value, onChange, label } = props;
  const { isReadOnly } = useForm();
  if (typeof value === 'string') return <TextControl {...props} value={value} isMultiLine />;
  if (value === null) return <p className="py-1 font-mono text-xs text-json-word">null</p>;
  if (typeof value === 'boolean') {
    return <Switch isOn={toBoolean(value) ?? false} onChange={onChange} label={label} isDisabled={isReadOnly} />;
  }
  if (isArrayValue(value) || isObjectValue(value)) {
    const drawValue = (part: ValueControlProps) => <ValueControl {...part} />;
    return <EntryRows value={value} onChange={onChange} label={label} drawValue={drawValue} />;
  }
  return <NumberField {...props} />;
}
