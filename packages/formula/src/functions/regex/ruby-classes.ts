/** Ruby's names for sets of characters, written for the inside of an RE2 bracket. */

/** `[:alpha:]` and `\p{Alpha}` are Unicode sets in Ruby, ASCII in RE2. */
const sets: ReadonlyMap<string, string> = new Map([
  ['alnum', '\\p{L}\\p{M}\\p{Nd}'],
  ['alpha', '\\p{L}\\p{M}'],
  ['ascii', '\\x{0}-\\x{7f}'],
  ['blank', ' \\t\\p{Zs}'],
  ['cntrl', '\\p{Cc}'],
  ['digit', '\\p{Nd}'],
  ['graph', '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}'],
  ['lower', '\\p{Ll}'],
  ['print', ' \\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}'],
  ['punct', '\\p{P}\\p{S}'],
  ['space', ' \\t\\n\\v\\f\\r\\x{85}\\p{Z}'],
  ['upper', '\\p{Lu}'],
  ['word', '\\p{L}\\p{M}\\p{Nd}\\p{Pc}'],
  ['xdigit', '0-9a-fA-F'],
]);

/** The negated POSIX names exist in RE2 for ASCII only. */
const negatedAsciiSets: ReadonlySet<string> = new Set(sets.keys());

export function namedSet(name: string): string | undefined {
  return sets.get(name.toLowerCase());
}

/** `[:^alpha:]` inside a bracket; RE2 knows it for ASCII. */
export function negatedNamedSet(name: string): string | undefined {
  return negatedAsciiSets.has(name) ? `[:^${name}:]` : undefined;
}

/**
 * The shorthand classes, as the inside of a bracket. `\d`, `\w` and `\s` are ASCII in Ruby as in RE2, but Ruby's `\s`
 * has the vertical tab. A negated one inside a bracket can only be written where RE2 has a letter for it.
 */
export const shorthandInside: ReadonlyMap<string, string> = new Map([
  ['d', '0-9'],
  ['D', '\\D'],
  ['w', '0-9A-Za-z_'],
  ['W', '\\W'],
  ['s', ' \\t\\n\\v\\f\\r'],
  ['S', '\\S'],
  ['h', '0-9a-fA-F'],
  ['H', '[:^xdigit:]'],
]);

/** The same outside a bracket. */
export const shorthandOutside: ReadonlyMap<string, string> = new Map([
  ['d', '[0-9]'],
  ['D', '[^0-9]'],
  ['w', '\\w'],
  ['W', '\\W'],
  ['s', '[ \\t\\n\\v\\f\\r]'],
  ['S', '[^ \\t\\n\\v\\f\\r]'],
  ['h', '[0-9a-fA-F]'],
  ['H', '[^0-9a-fA-F]'],
  ['R', '(?:\\r\\n|[\\n\\v\\f\\r\\x{85}\\x{2028}\\x{2029}])'],
  ['A', '\\A'],
  ['z', '\\z'],
  ['Z', '(?:\\n?\\z)'],
  ['b', '\\b'],
  ['B', '\\B'],
]);
