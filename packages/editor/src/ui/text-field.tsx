import type { ComponentProps } from 'react';
import { Field } from './field.tsx';
import { inputClass } from './input-class.ts';

type FieldProps = ComponentProps<typeof Field>;
type InputProps = Omit<ComponentProps<'input'>, 'id' | 'className' | 'children'>;

/** A field of one line. `className` is of the field; everything that a field does not know goes to its input. */
export function TextField({
  label,
  help,
  error,
  isOptional = false,
  className,
  ...input
}: Omit<FieldProps, 'children'> & InputProps) {
  return (
    <Field label={label} help={help} error={error} isOptional={isOptional} className={className}>
      {(wiring) => <input {...input} {...wiring} className={inputClass(wiring['aria-invalid'])} />}
    </Field>
  );
}
