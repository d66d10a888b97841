/** The option `local` as formulas see it, as LOCAL: an object, JSON text of one, or a formula that gives one. */
import { entriesOf, isObjectValue, makeObject, type ObjectValue, type Value } from '@fabula/formula';
import { isGiven, jsonFromText } from '@fabula/model';
import { OptionFailure } from '../action-type.ts';

/** Values are read in the order in which they are written; each may use the `earlier` ones. Throws OptionFailure. */
export function readLocalValues(
  stored: Value | undefined,
  read: (value: Value, path: string, earlier: ObjectValue) => Value,
): ObjectValue {
  if (!isGiven(stored)) return makeObject([]);
  const written = typeof stored === 'string' ? jsonFromText(stored) : stored;
  if (written === undefined || !isObjectValue(written)) return givenBy(read(stored, 'local', makeObject([])));
  const known: [string, Value][] = [];
  for (const [key, value] of entriesOf(written)) known.push([key, read(value, `local.${key}`, makeObject(known))]);
  return makeObject(known);
}

function givenBy(value: Value): ObjectValue {
  if (!isGiven(value)) return makeObject([]);
  const values = typeof value === 'string' ? jsonFromText(value) : value;
  if (values !== undefined && isObjectValue(values)) return values;
  throw new OptionFailure('Invalid Options: \'local\' must be an object, such as {"name": "value"}', 'local');
}
