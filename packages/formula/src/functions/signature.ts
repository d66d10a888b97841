/** How a call of a function is written, for reference pages, completion and signature help. */
import type { Parameter } from './definition.ts';

/** `NAME(a, [b], [c: default], ...)`: brackets mark what may be left out, a colon what is only given by name. */
export function signatureOf(definition: { readonly name: string; readonly parameters: readonly Parameter[] }): string {
  return `${definition.name}(${definition.parameters.map(signatureOfParameter).join(', ')})`;
}

export function signatureOfParameter({ name, required, keywordOnly, defaultText, repeats }: Parameter): string {
  const named = keywordOnly === true ? `${name}: ${defaultText ?? 'value'}` : name;
  const shown = repeats === true ? `${named}, ...` : named;
  return required ? shown : `[${shown}]`;
}
