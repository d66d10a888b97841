import { isObjectValue, parseJson } from '@fabula/formula';

/** What keeps a text from being a JSON object, and where; null when it is one. */
export function objectProblem(text: string): { readonly message: string; readonly position: number } | null {
  const parsed = parseJson(text);
  if (!parsed.ok) return { message: parsed.error.message, position: parsed.error.position };
  if (isObjectValue(parsed.value)) return null;
  return { message: 'The input must be an object: names in quotes with their values, in braces', position: 0 };
}
