export interface ProsePart {
  readonly text: string;
  readonly isCode: boolean;
}

/** A sentence at its backticks. One that has no partner is itself. */
export function splitCode(text: string): ProsePart[] {
  const parts: ProsePart[] = [];
  let end = 0;
  for (const { 0: whole, 1: code = '', index } of text.matchAll(/`([^`]+)`/g)) {
    parts.push({ text: text.slice(end, index), isCode: false }, { text: code, isCode: true });
    end = index + whole.length;
  }
  return [...parts, { text: text.slice(end), isCode: false }].filter((part) => part.text !== '');
}
