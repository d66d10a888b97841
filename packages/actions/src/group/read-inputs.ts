/** The payload of a group as its inputs want it: each of its type, nothing required missing. */
import { OptionFailure } from '@fabula/engine';
import {
  entriesOf,
  getKey,
  isObjectValue,
  makeObject,
  type ObjectValue,
  slugOf,
  toNative,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';
import { isGiven, jsonFromText, toBoolean, toList } from '@fabula/model';

/** `declared`: the option `inputs` of the Group Input; undefined: anything goes in. */
export function readInputs(declared: Value | undefined, payload: ObjectValue): ObjectValue {
  if (!isGiven(declared)) return payload;
  const values = new Map(entriesOf(payload));
  for (const input of toList(declared)) {
    const name = isObjectValue(input) ? getKey(input, 'name') : input;
    if (!isGiven(name)) continue;
    const key = values.has(toText(name)) ? toText(name) : slugOf(toText(name));
    const value = values.get(key);
    if (isGiven(value)) values.set(key, convert(key, typeOf(input), value));
    else if (isRequired(input)) {
      throw new OptionFailure(`The input '${toText(name)}' of this group must be given`, 'payload');
    }
  }
  return makeObject([...values]);
}

function typeOf(input: Value): string {
  const type = isObjectValue(input) ? getKey(input, 'type') : undefined;
  return type === undefined ? 'formula' : toText(type).trim().toLowerCase();
}

function isRequired(input: Value): boolean {
  return isObjectValue(input) && toBoolean(getKey(input, 'required') ?? false) === true;
}

function convert(name: string, type: string, value: Value): Value {
  const refuse = (kind: string): never => {
    throw new OptionFailure(`The input '${name}' of this group must be ${kind}`, `payload.${name}`);
  };
  switch (type) {
    case 'object': {
      const found = typeof value === 'string' ? jsonFromText(value) : value;
      return found !== undefined && typeof found === 'object' && found !== null ? found : refuse('an object');
    }
    case 'text':
    case 'plain_text':
    case 'plain text':
      return toText(value);
    case 'checkbox':
    case 'boolean':
      return toBoolean(value) ?? refuse('true or false');
    case 'number': {
      const number = toNumber(value);
      return number === undefined ? refuse('a number') : toNative(number);
    }
    default:
      return value;
  }
}
