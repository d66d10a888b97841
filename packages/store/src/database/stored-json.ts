import { isObjectValue, type ObjectValue, parseJson, type Value } from '@fabula/formula';

/** JSON that this program wrote: text that does not parse means a damaged row. */
export function readStored(text: string): Value {
  const result = parseJson(text);
  if (!result.ok) throw new Error(`the database holds JSON that cannot be read: ${result.error.message}`);
  return result.value;
}

export function readStoredObject(text: string): ObjectValue {
  const value = readStored(text);
  if (!isObjectValue(value)) throw new Error('the database holds another JSON value where an object was written');
  return value;
}
