/** Speaks against calls that do not bring what the called story declares (actions.md section 9.3). */
import { getKey, isObjectValue, type Value } from '@fabula/formula';
import type { DefinedAction, StoryDefinition } from '@fabula/model';
import { declaredInputs, missingInputs, wrongInputs } from '../webhook/declared-inputs.ts';

export function refuseWithoutInputs(story: StoryDefinition, entry: DefinedAction, payload: Value): string | null {
  const declared = declaredInputs(entry);
  const body = isObjectValue(payload) ? (getKey(payload, 'body') ?? payload) : payload;
  const missing = missingInputs(declared, body);
  if (missing.length > 0) {
    const names = missing.map((name) => `"${name}"`).join(', ');
    const what = missing.length === 1 ? 'the required input' : 'the required inputs';
    return `The story "${story.name}" was not called: ${what} ${names} ${missing.length === 1 ? 'is' : 'are'} missing from the payload.`;
  }
  const wrong = wrongInputs(declared, body);
  return wrong.length === 0
    ? null
    : `The story "${story.name}" was not called: the input ${wrong.join(', the input ')}.`;
}
