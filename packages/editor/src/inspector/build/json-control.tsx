import { isObjectValue, parseJson, type Value } from '@fabula/formula';
import { useMemo, useState } from 'react';
import { JsonField } from '../../formula-field/json-field.tsx';
import { prettyJson } from '../../ui/pretty-json.ts';
import { isSame } from '../draft/action-fields.ts';
import { useForm } from './form-context.ts';

interface JsonControlProps {
  readonly value: Value;
  /** A text that cannot be read yet, kept instead of the value. */
  readonly pending: string | undefined;
  readonly onValue: (value: Value) => void;
  readonly onPending: (text: string) => void;
  readonly label: string;
  readonly accepts?: 'object' | 'any';
  readonly className?: string;
}

/** JSON to write. A text that is none is kept until it is one; meanwhile the value stays what it was. */
export function JsonControl(props: JsonControlProps) {
  const { value, pending, onValue, onPending, label, accepts = 'any', className } = props;
  const { isReadOnly } = useForm();
  // How somebody laid it out, for as long as it says the same as the value.
  const [written, setWritten] = useState('');
  const pretty = useMemo(() => prettyJson(value), [value]);
  const text = pending ?? (isSame(read(written), value) ? written : pretty);

  function write(next: string) {
    setWritten(next);
    const found = read(next);
    if (found === undefined || (accepts === 'object' && !isObjectValue(found))) onPending(next);
    else if (pending !== undefined || !isSame(found, value)) onValue(found);
  }

  return (
    <JsonField
      value={text}
      onChange={write}
      label={label}
      accepts={accepts}
      isReadOnly={isReadOnly}
      frameClassName={className ?? 'max-h-96 overflow-y-auto'}
    />
  );
}

function read(text: string): Value | undefined {
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : undefined;
}
