/** What of an array or object some keyword has looked at, for `unevaluatedProperties` and `unevaluatedItems`. */
export interface Evaluated {
  readonly keys: Set<string>;
  readonly items: Set<number>;
}

export function nothingEvaluated(): Evaluated {
  return { keys: new Set(), items: new Set() };
}

export function remember(from: Evaluated, into: Evaluated): void {
  for (const key of from.keys) into.keys.add(key);
  for (const item of from.items) into.items.add(item);
}
