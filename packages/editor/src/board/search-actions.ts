/** Finds actions of a board by what is written in them: their names first, then descriptions, options and formulas. Pure. */
import { entriesOf, isArrayValue, isObjectValue, type Value } from '@fabula/formula';
import type { ActionResponse } from '@fabula/model';
import { actionKind } from '../ui/action-kind.ts';

export interface FoundAction {
  readonly action: ActionResponse;
  /** Where else than in its name; null: the name fits, or its kind does. */
  readonly place: FoundPlace | null;
}

export interface FoundPlace {
  /** Key of the option; null: the description. */
  readonly option: string | null;
  /** Keys on the way to the text: `payload.person`. */
  readonly path: string;
  /** The text around what fits, on one line. */
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

interface Written {
  readonly option: string | null;
  readonly path: string;
  readonly text: string;
  readonly lower: string;
}

const around = { before: 24, after: 60 };

/** Best first, at most `limit`: by name, by a text that holds what is typed as it stands, by one that holds all of its words. */
export function searchActions(actions: readonly ActionResponse[], typed: string, limit: number): FoundAction[] {
  const phrase = typed.trim().toLowerCase();
  const words = phrase.split(/\s+/);
  const named: FoundAction[] = [];
  const whole: FoundAction[] = [];
  const scattered: FoundAction[] = [];
  for (const action of actions) {
    const name = `${action.name} ${actionKind(action.type, action.options).label}`.toLowerCase();
    const texts = writtenIn(action);
    const asTyped = texts.find(({ lower }) => lower.includes(phrase));
    const inParts = texts.find(({ lower }) => words.every((word) => lower.includes(word)));
    if (words.every((word) => name.includes(word))) named.push({ action, place: null });
    else if (asTyped !== undefined) whole.push({ action, place: placeOf(asTyped, phrase) });
    else if (inParts !== undefined) scattered.push({ action, place: placeOf(inParts, words[0] ?? '') });
  }
  return [...named, ...whole, ...scattered].slice(0, limit);
}

function placeOf({ option, path, text, lower }: Written, wanted: string): FoundPlace {
  // Where lower case has another length, what is shown lies a little beside; it is still the right text.
  const from = Math.max(0, lower.indexOf(wanted));
  const to = from + wanted.length;
  const cut = { left: from > around.before, right: text.length > to + around.after };
  const oneLine = (part: string) => part.replace(/\s+/g, ' ');
  return {
    option,
    path,
    before: `${cut.left ? '…' : ''}${oneLine(text.slice(cut.left ? from - around.before : 0, from))}`,
    match: oneLine(text.slice(from, to)),
    after: `${oneLine(text.slice(to, to + around.after))}${cut.right ? '…' : ''}`,
  };
}

/** Read once: a search looks at every action with every key that is pressed. */
const known = new WeakMap<ActionResponse, readonly Written[]>();

function writtenIn(action: ActionResponse): readonly Written[] {
  let texts = known.get(action);
  if (texts === undefined) {
    const { description } = action;
    texts = [
      ...(description === null || description === '' ? [] : [written(null, '', description)]),
      ...entriesOf(action.options).flatMap(([key, value]) => textsOf(key, key, value)),
    ];
    known.set(action, texts);
  }
  return texts;
}

function textsOf(option: string, path: string, value: Value): Written[] {
  if (value === null || typeof value === 'boolean') return [];
  if (isArrayValue(value)) return value.flatMap((item, place) => textsOf(option, `${path}.${place}`, item));
  if (isObjectValue(value)) {
    return entriesOf(value).flatMap(([key, item]) => [
      // a name of a header or of a field of the payload is looked for as often as its value
      written(option, path, key),
      ...textsOf(option, `${path}.${key}`, item),
    ]);
  }
  return [written(option, path, String(value))];
}

function written(option: string | null, path: string, text: string): Written {
  return { option, path, text, lower: text.toLowerCase() };
}
