import type { Value } from '@fabula/formula';
import { useId, useState } from 'react';
import { isSame } from '../draft/action-fields.ts';
import { NumberInput } from './number-input.tsx';

interface NumberFieldProps {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly label: string;
}

/** A number inside a value. A text that shows none stays here and is not the value yet. */
export function NumberField({ value, onChange, label }: NumberFieldProps) {
  const problemId = useId();
  const [pending, setPending] = useState<{ readonly text: string; readonly instead: Value }>();
  const isPending = pending !== undefined && isSame(pending.instead, value);
  return (
    <div>
      <NumberInput
        value={isPending ? pending.text : value}
        label={label}
        isWrong={isPending}
        describedBy={isPending ? problemId : undefined}
        onChange={(next) => {
          setPending(typeof next === 'string' ? { text: next, instead: value } : undefined);
          if (typeof next !== 'string') onChange(next);
        }}
      />
      {isPending && (
        <p id={problemId} className="mt-1 text-xs text-danger">
          Not a number yet
        </p>
      )}
    </div>
  );
}
