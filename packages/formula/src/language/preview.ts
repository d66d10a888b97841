/** A value on one line, shortened: what completion and hover show of a sample. */
import { toBase64 } from '../value/base64.ts';
import { numberToText } from '../value/number.ts';
import { Bytes, ExactNumber, isArrayValue, type ObjectValue, OrderedObject, type Value } from '../value/value.ts';

const MAX_ITEMS = 12;
const MAX_BYTES = 48;

/** At most `length` characters, whatever the size of the value. */
export function previewOf(value: Value, length = 60): string {
  const written = write(value, length);
  return written.length > length ? `${written.slice(0, length - 1)}…` : written;
}

/** Not much longer than `room`. */
function write(value: Value, room: number): string {
  if (value === null) return 'NULL';
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > room ? `${value.slice(0, room)}…` : value);
    case 'number':
      return numberToText(value);
    case 'boolean':
      return value ? 'TRUE' : 'FALSE';
    default:
      if (value instanceof ExactNumber) return numberToText(value);
      if (value instanceof Bytes) return `bytes ${toBase64(value.data.subarray(0, MAX_BYTES))}`;
      return isArrayValue(value) ? writeArray(value, room) : writeObject(value, room);
  }
}

function writeArray(items: readonly Value[], room: number): string {
  let written = '[';
  for (const [index, item] of items.slice(0, MAX_ITEMS).entries()) {
    if (written.length > room) break;
    written += `${index === 0 ? '' : ', '}${write(item, room - written.length)}`;
  }
  return `${written}${items.length > MAX_ITEMS ? ', …' : ''}]`;
}

function writeObject(object: ObjectValue, room: number): string {
  let written = '{';
  for (const [key, value] of firstEntries(object)) {
    if (written.length > room) break;
    const shown = key.length > room ? key.slice(0, room) : key;
    written += `${written === '{' ? '' : ', '}${shown}: ${write(value, room - written.length)}`;
  }
  return `${written}}`;
}

/** Without making a list of all: an object may have a million keys. */
function* firstEntries(object: ObjectValue): Iterable<readonly [string, Value]> {
  let count = 0;
  const keys = object instanceof OrderedObject ? object.keys() : ownKeys(object);
  for (const key of keys) {
    if (count === MAX_ITEMS) return;
    count += 1;
    yield [key, (object instanceof OrderedObject ? object.get(key) : object[key]) ?? null];
  }
}

function* ownKeys(object: object): Iterable<string> {
  for (const key in object) if (Object.hasOwn(object, key)) yield key;
}
