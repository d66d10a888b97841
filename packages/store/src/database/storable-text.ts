/**
 * Text as a text column takes it: NUL and halves of surrogate pairs, which PostgreSQL refuses, become U+FFFD.
 * For names and descriptions, which people read; JSON of users keeps them as escapes.
 */
export function storableText(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, '\ufffd');
}

export function storableOrNull<T extends string | null | undefined>(text: T): T | string {
  return typeof text === 'string' ? storableText(text) : text;
}
