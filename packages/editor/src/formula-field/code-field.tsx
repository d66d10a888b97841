/** A program to write: text of fixed width that is taken as it is. */
import { useMemo } from 'react';
import { fieldBasics } from './field-basics.ts';
import { fieldFrame } from './field-frame.ts';
import { useCodeView } from './use-code-view.ts';

interface CodeFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Spoken name. */
  readonly label: string;
  readonly isReadOnly?: boolean;
  readonly isInvalid?: boolean;
  readonly describedBy?: string | undefined;
}

export function CodeField({
  value,
  onChange,
  label,
  isReadOnly = false,
  isInvalid = false,
  describedBy,
}: CodeFieldProps) {
  const extensions = useMemo(
    () => fieldBasics({ label, isReadOnly, isInvalid, describedBy }),
    [label, isReadOnly, isInvalid, describedBy],
  );
  const { host } = useCodeView({ value, onChange, extensions });
  return <div ref={host} className={fieldFrame(isInvalid, isReadOnly, 'max-h-96 min-h-24 overflow-y-auto')} />;
}
