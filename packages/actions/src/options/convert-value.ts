import type { Value } from '@fabula/formula';
import { convertOption, type OptionField } from '@fabula/model';
import { invalidOption } from './invalid-option.ts';

/** A value that was found by other means than `field.read`, as the kind of the field. Throws OptionFailure. */
export function convertValue(field: OptionField, value: Value): Value {
  const converted = convertOption(field, value);
  if (!converted.ok) throw invalidOption(field.key, converted.error);
  return converted.value;
}
