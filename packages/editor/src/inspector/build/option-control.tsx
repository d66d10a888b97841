import { isArrayValue, isObjectValue, toText, type Value } from '@fabula/formula';
import { type OptionField, toBoolean } from '@fabula/model';
import { CodeField } from '../../formula-field/code-field.tsx';
import { Switch } from '../../ui/switch.tsx';
import { ChoiceInput } from './choice-input.tsx';
import { countLeaves } from './entries.ts';
import { useForm } from './form-context.ts';
import { JsonControl } from './json-control.tsx';
import { NumberInput } from './number-input.tsx';
import { inParts, wayOf } from './option-way.ts';
import { rulesIn } from './rule-types.ts';
import { type MustMatchProps, RulesControl } from './rules-control.tsx';
import { TextControl } from './text-control.tsx';
import { ValueControl } from './value-control.tsx';

interface OptionControlProps {
  readonly field: OptionField;
  readonly storedKey: string;
  readonly value: Value | undefined;
  readonly pending: string | undefined;
  readonly isJson: boolean;
  readonly isWrong: boolean;
  readonly describedBy: string | undefined;
  readonly mustMatch: MustMatchProps | undefined;
}

/** Each part of a value is a field of its own; more of them than this are written as JSON. */
const mostFields = 60;

export function OptionControl({ field, storedKey, value, pending, isJson, mustMatch, ...rest }: OptionControlProps) {
  const { draft, isReadOnly } = useForm();
  const set = (next: Value | undefined) => draft.setOption(storedKey, next);
  const props = { label: field.title, ...rest };
  const way = wayOf(field, value);
  if (isJson || pending !== undefined || way === 'json' || isLong(value)) {
    return (
      <JsonControl
        value={inParts(field, value)}
        pending={pending}
        onValue={set}
        onPending={(text) => draft.setText(storedKey, text)}
        label={`${field.title}, JSON`}
      />
    );
  }
  switch (way) {
    case 'text':
      return (
        <TextControl
          {...props}
          value={toText(value ?? '')}
          // What is shown anyway need not be stored empty.
          onChange={(next) => set(next === '' && field.isBasic ? undefined : next)}
          isMultiLine={field.kind !== 'text'}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...props}
          value={value}
          placeholder={field.fallback === undefined ? undefined : toText(field.fallback)}
          onChange={(next) => set(next === '' && (field.isBasic || field.isRequired) ? undefined : next)}
        />
      );
    case 'switch':
      return (
        <Switch
          isOn={toBoolean(value ?? field.fallback ?? false) ?? false}
          onChange={set}
          label={field.title}
          isDisabled={isReadOnly}
          describedBy={rest.describedBy}
        />
      );
    case 'choice':
      return <ChoiceInput {...props} field={field} value={value} onChange={set} />;
    case 'rules':
      return <RulesControl rules={rulesIn(value) ?? []} onChange={set} label={field.title} mustMatch={mustMatch} />;
    case 'code':
      return (
        <CodeField
          {...props}
          value={toText(value ?? '')}
          onChange={set}
          isReadOnly={isReadOnly}
          isInvalid={rest.isWrong}
        />
      );
    case 'parts':
      return <ValueControl {...props} value={inParts(field, value)} onChange={set} />;
  }
}

export function isLong(value: Value | undefined): boolean {
  if (value === undefined || !(isArrayValue(value) || isObjectValue(value))) return false;
  return countLeaves(value, mostFields) >= mostFields;
}
