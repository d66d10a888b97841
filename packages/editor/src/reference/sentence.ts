/** Notes are written as parts of a sentence; standing alone they begin with a capital. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
