/** What of an action can be changed in its form, and how changes of two people go together. Pure. */
import { entriesOf, getKey, keysOf, makeObject, type ObjectValue, stringifyJson, type Value } from '@fabula/formula';
import type { ActionResponse } from '@fabula/model';

export interface ActionFields {
  readonly name: string;
  readonly description: string;
  readonly disabled: boolean;
  readonly schedule: readonly ScheduleLine[];
  readonly monitor_failures: boolean;
  readonly monitor_all_events: boolean;
  /** Seconds; null: not watched. */
  readonly monitor_no_events_emitted: number | null;
  readonly options: ObjectValue;
}

export type ScheduleLine = { readonly cron: string; readonly timezone: string };

export function fieldsOf(action: ActionResponse): ActionFields {
  return {
    name: action.name,
    description: action.description ?? '',
    disabled: action.disabled,
    schedule: action.schedule ?? [],
    monitor_failures: action.monitor_failures,
    monitor_all_events: action.monitor_all_events,
    monitor_no_events_emitted: action.monitor_no_events_emitted,
    options: action.options,
  };
}

export function isSame(left: Value | undefined, right: Value | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left === right || stringifyJson(left) === stringifyJson(right);
}

/** What the API is to be told; null: nothing changed. */
export function changesBetween(before: ActionFields, after: ActionFields): ObjectValue | null {
  const changed = entriesOf(asObject(after)).filter(([key, value]) => !isSame(getKey(asObject(before), key), value));
  return changed.length === 0 ? null : makeObject(changed);
}

export interface Merge {
  readonly fields: ActionFields;
  /** Changed here and there to different ends, as `options.url` or `name`; the fields have ours. */
  readonly conflicts: readonly string[];
  /** Changed there only; the fields have theirs. */
  readonly taken: readonly string[];
}

/** Options are compared one by one, so that two people can write in different ones. Their order is nobody's change. */
export function mergeFields(base: ActionFields, ours: ActionFields, theirs: ActionFields): Merge {
  const keys = new Set([base, ours, theirs].flatMap(({ options }) => keysOf(options)));
  const conflicts: string[] = [];
  const taken: string[] = [];
  for (const path of [...settingKeys, ...[...keys].map((key) => `options.${key}`)]) {
    const our = valueAt(ours, path);
    const their = valueAt(theirs, path);
    const before = valueAt(base, path);
    if (isSame(before, their) || isSame(our, their)) continue;
    (isSame(before, our) ? taken : conflicts).push(path);
  }
  return { fields: taken.length === 0 ? ours : takeTheirs(ours, theirs, taken), conflicts, taken };
}

const settingKeys = [
  'name',
  'description',
  'disabled',
  'schedule',
  'monitor_failures',
  'monitor_all_events',
  'monitor_no_events_emitted',
] as const;

/** The fields with the value that `theirs` has at each of the paths. */
export function takeTheirs(ours: ActionFields, theirs: ActionFields, paths: readonly string[]): ActionFields {
  const isTheirs = new Set(paths);
  const options = new Map(entriesOf(ours.options));
  for (const path of paths) {
    const key = optionOf(path);
    if (key === null) continue;
    const value = getKey(theirs.options, key);
    if (value === undefined) options.delete(key);
    else options.set(key, value);
  }
  const settings = settingKeys.filter((key) => isTheirs.has(key)).map((key) => [key, theirs[key]]);
  return { ...ours, options: makeObject(options), ...Object.fromEntries(settings) };
}

/** `options.url` → `url`; null for everything else. */
export function optionOf(path: string): string | null {
  return path.startsWith('options.') ? path.slice('options.'.length) : null;
}

/** The value at such a path. */
export function valueAt(fields: ActionFields, path: string): Value | undefined {
  const key = optionOf(path);
  return key === null ? getKey(asObject(fields), path) : getKey(fields.options, key);
}

/** An option set, added at the end when it is new, or removed. */
export function withOption(options: ObjectValue, key: string, value: Value | undefined): ObjectValue {
  const entries = new Map(entriesOf(options));
  if (value === undefined) entries.delete(key);
  else entries.set(key, value);
  return makeObject(entries);
}

function asObject(fields: ActionFields): ObjectValue {
  return makeObject(Object.entries(fields));
}
