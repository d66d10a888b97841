/**
 * Inputs that a story declares on its entry (actions.md section 9.3), in its option `inputs`: a list of `{name, required, …}`.
 * A call brings them in its payload, under their name or its slug.
 */
import { getKey, isObjectValue, slugOf, toText, type Value } from '@fabula/formula';
import { type DefinedAction, isGiven, type StoryDefinition, toBoolean, toList } from '@fabula/model';

export function refuseWithoutInputs(story: StoryDefinition, entry: DefinedAction, payload: Value): string | null {
  const missing = requiredInputs(entry).filter((name) => !isGiven(inputIn(payload, name)));
  if (missing.length === 0) return null;
  const names = missing.map((name) => `"${name}"`).join(', ');
  const what = missing.length === 1 ? 'the required input' : 'the required inputs';
  return `The story "${story.name}" was not called: ${what} ${names} ${missing.length === 1 ? 'is' : 'are'} missing from the payload.`;
}

function requiredInputs({ options }: DefinedAction): string[] {
  const declared = getKey(options, 'inputs');
  if (!isGiven(declared)) return [];
  return toList(declared).flatMap((input) => {
    const name = isObjectValue(input) ? getKey(input, 'name') : undefined;
    const isRequired = isObjectValue(input) && toBoolean(getKey(input, 'required') ?? false) === true;
    return isRequired && isGiven(name) ? [toText(name)] : [];
  });
}

function inputIn(payload: Value, name: string): Value | undefined {
  const body = isObjectValue(payload) ? (getKey(payload, 'body') ?? payload) : payload;
  if (!isObjectValue(body)) return undefined;
  return getKey(body, name) ?? getKey(body, slugOf(name));
}
