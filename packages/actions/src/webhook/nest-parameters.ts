/**
 * Name and value pairs of a query or a form → an object, the way callers of Ruby services write them: `a[b]=1` nests,
 * `a[]=1` collects, a plain name that repeats keeps its last value. A name that contradicts an earlier one (`a=1&a[b]=2`)
 * is taken literally.
 */
import { makeObject, type ObjectValue, type Value } from '@fabula/formula';

const maxDepth = 32;

/** What is being built; told from finished values by their classes. */
class Branch {
  readonly entries = new Map<string, Branch | Collected | Value>();
}
class Collected {
  readonly items: Value[] = [];
}

export function nestParameters(pairs: readonly (readonly [string, Value])[]): ObjectValue {
  const root = new Branch();
  for (const [name, value] of pairs) {
    if (!place(root, stepsOf(name), value)) root.entries.set(name, value);
  }
  return toObject(root);
}

/** `a[b][]` → a, b, and an empty text for "next of the list". */
function stepsOf(name: string): readonly string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name);
  if (match === null) return [name];
  const [, first = '', rest = ''] = match;
  const steps = [first, ...rest.slice(1, -1).split('][')];
  const listAt = steps.indexOf('');
  return steps.length > maxDepth || (listAt >= 0 && listAt < steps.length - 1) ? [name] : steps;
}

function place(root: Branch, steps: readonly string[], value: Value): boolean {
  const isList = steps.length > 1 && steps.at(-1) === '';
  const names = isList ? steps.slice(0, -1) : steps;
  let branch = root;
  for (const name of names.slice(0, -1)) {
    const next = branch.entries.get(name) ?? new Branch();
    if (!(next instanceof Branch)) return false;
    branch.entries.set(name, next);
    branch = next;
  }
  const last = names.at(-1) ?? '';
  const there = branch.entries.get(last);
  if (isList) {
    const list = there ?? new Collected();
    if (!(list instanceof Collected)) return false;
    list.items.push(value);
    branch.entries.set(last, list);
    return true;
  }
  if (there instanceof Branch || there instanceof Collected) return false;
  branch.entries.set(last, value);
  return true;
}

function toObject(branch: Branch): ObjectValue {
  return makeObject([...branch.entries].map(([name, entry]): [string, Value] => [name, toValue(entry)]));
}

function toValue(entry: Branch | Collected | Value): Value {
  if (entry instanceof Collected) return entry.items;
  return entry instanceof Branch ? toObject(entry) : entry;
}
