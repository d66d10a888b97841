import { entriesOf, getKey, makeObject, type ObjectValue, type Value } from '@fabula/formula';

/** The object with these keys set: those it has keep their place, others follow at the end. */
export function setInPlace(object: ObjectValue, changes: ReadonlyMap<string, Value>): ObjectValue {
  if (changes.size === 0) return object;
  const kept = entriesOf(object).map(([key, value]): readonly [string, Value] => {
    const changed = changes.get(key);
    return [key, changed === undefined ? value : changed];
  });
  const added = [...changes].filter(([key]) => getKey(object, key) === undefined);
  return makeObject([...kept, ...added]);
}

/** As `setInPlace`, but keys that the object does not have are left out. */
export function replaceInPlace(object: ObjectValue, changes: ReadonlyMap<string, Value>): ObjectValue {
  return setInPlace(object, new Map([...changes].filter(([key]) => getKey(object, key) !== undefined)));
}
