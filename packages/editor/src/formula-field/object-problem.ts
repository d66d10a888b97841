import { isObjectValue, parseJson } from '@fabula/formula';

interface TextProblem {
  readonly message: string;
  readonly position: number;
}

/** What keeps a text from being JSON, and where; null when it is. */
export function jsonProblem(text: string): TextProblem | null {
  const parsed = parseJson(text);
  return parsed.ok ? null : { message: parsed.error.message, position: parsed.error.position };
}

/** What keeps a text from being a JSON object, and where; null when it is one. */
export function objectProblem(text: string): TextProblem | null {
  const parsed = parseJson(text);
  if (!parsed.ok) return { message: parsed.error.message, position: parsed.error.position };
  if (isObjectValue(parsed.value)) return null;
  return { message: 'This must be an object: names in quotes with their values, in braces', position: 0 };
}
