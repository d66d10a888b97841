/** Arguments that are path texts. */

/** Which argument of which function is a path, into which argument, and whether into that or into each of its elements. */
export const PATH_ARGUMENTS: ReadonlyMap<string, readonly [path: string, into: string, each: boolean]> = new Map([
  ['GET', ['path', 'object', false]],
  ['GROUP_BY', ['key_or_lambda', 'items', true]],
  ['MAP', ['path', 'array_of_objects', true]],
  ['REMOVE_KEY', ['path', 'object', false]],
  ['SET_KEY', ['path', 'object', false]],
  ['SORT', ['path', 'array', true]],
  ['SORT_NATURAL', ['path', 'array', true]],
  ['WHERE', ['path', 'array', true]],
]);
