import { JsonField } from '../../formula-field/json-field.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import type { SecretField } from './secret-fields.ts';

interface SecretControlProps {
  readonly field: SecretField;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Of a credential that is there: what is left empty stays as it is sealed. */
  readonly isSealed: boolean;
  readonly error: string | undefined;
}

/** One part of a secret. Browsers are told not to keep it. */
export function SecretControl({ field, value, onChange, isSealed, error }: SecretControlProps) {
  const { name, label, help, control, choices = [], isOptional = false } = field;
  const sealed = 'Sealed. Leave it empty to keep it.';
  if (control === 'json') {
    return (
      <Field label={label} help={help} error={error} isOptional={isOptional}>
        {({ id }) =>
          isSealed && value === '' ? (
            <Button id={id} onClick={() => onChange(field.initially ?? '{}')} className="self-start">
              Write it anew
            </Button>
          ) : (
            <JsonField
              label={label}
              value={value}
              onChange={onChange}
              frameClassName="min-h-24 max-h-72 overflow-y-auto"
            />
          )
        }
      </Field>
    );
  }
  return (
    <Field label={label} help={help} error={error} isOptional={isOptional}>
      {(wiring) => {
        const shared = { ...wiring, name, value, autoComplete: 'off', spellCheck: false } as const;
        const placeholder = isSealed ? sealed : undefined;
        if (control === 'choice') {
          return (
            <select
              {...wiring}
              value={value}
              onChange={(event) => onChange(event.target.value)}
              className={inputClass()}
            >
              {isSealed && <option value="">As it is</option>}
              {choices
                .filter(([choice]) => !isSealed || choice !== '')
                .map(([choice, words]) => (
                  <option key={choice} value={choice}>
                    {words}
                  </option>
                ))}
            </select>
          );
        }
        if (control === 'lines') {
          return (
            <textarea
              {...shared}
              rows={3}
              placeholder={placeholder}
              onChange={(event) => onChange(event.target.value)}
              className={inputClass(
                wiring['aria-invalid'],
                'h-auto! field-sizing-content max-h-60 py-2 font-mono text-xs!',
              )}
            />
          );
        }
        return (
          <input
            {...shared}
            // Password managers would offer the password of whoever sits here.
            type={control === 'secret' ? 'password' : 'text'}
            autoComplete={control === 'secret' ? 'new-password' : 'off'}
            placeholder={placeholder}
            onChange={(event) => onChange(event.target.value)}
            className={inputClass(wiring['aria-invalid'])}
          />
        );
      }}
    </Field>
  );
}
