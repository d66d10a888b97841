/** From which text of its options a part of an event was made, where the action says so itself. */
import { getKey, isArrayValue, isObjectValue, type ObjectValue, toText, type Value } from '@fabula/formula';
import { formulaParts } from './formula-parts.ts';

export interface ValueOrigin {
  /** As the form calls it: `payload.person`. */
  readonly option: string;
  readonly template: string;
}

const step = /\.([^.[\]]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/g;

/**
 * `path`: within the action's own output, as a tree writes it: `.items[0].name`. null: the action makes its output in another way
 * than by writing it down, or that part has no formula in it.
 */
export function originOf(type: string, options: ObjectValue, path: string): ValueOrigin | null {
  const mode = getKey(options, 'mode');
  if (type !== 'Agents::EventTransformationAgent' || (mode !== undefined && toText(mode) !== 'message_only'))
    return null;
  let at: Value | undefined = getKey(options, 'payload');
  let option = 'payload';
  for (const [found, name, index, quoted] of path.matchAll(step)) {
    // A formula as a whole makes everything below it.
    if (typeof at === 'string') break;
    option += found;
    if (isArrayValue(at)) at = at[Number(index)];
    else if (isObjectValue(at))
      at = getKey(at, name ?? (quoted === undefined ? '' : String(JSON.parse(`"${quoted}"`))));
    else return null;
  }
  if (typeof at !== 'string' || !formulaParts(at).some(({ kind }) => kind === 'formula')) return null;
  return { option, template: at };
}
