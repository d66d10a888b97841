/** One thing that is wrong with a value, and where. */

export interface SchemaProblem {
  /** JSON pointer into the value; empty for the value itself. */
  readonly pointer: string;
  /** Without capital and full stop: `number at `/abc` is less than: 11`. */
  readonly message: string;
}

/** How a place is named in a message. */
export function placeName(pointer: string): string {
  return pointer === '' ? 'root' : `\`${pointer}\``;
}

/** The pointer to a member. */
export function memberPointer(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
