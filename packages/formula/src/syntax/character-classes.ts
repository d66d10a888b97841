/** Which characters mean what to the lexer: a table for ASCII, Unicode properties for the rest. */

const NAME_START = 1;
const NAME_PART = 2;
const DIGIT = 4;
const BLANK = 8;

const ASCII = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (/\d/.test(character)) ASCII[code] = DIGIT | NAME_START | NAME_PART;
  else if (/\w/.test(character)) ASCII[code] = NAME_START | NAME_PART;
  else if (/\s/.test(character)) ASCII[code] = BLANK;
}

const BLANK_BEYOND = /\s/;
const NAME_START_BEYOND = /[\p{L}\p{N}]/uy;
const NAME_REST = /[\p{L}\p{M}\p{N}_]*/uy;

export function isBlank(code: number): boolean {
  return code < 128 ? ((ASCII[code] ?? 0) & BLANK) !== 0 : BLANK_BEYOND.test(String.fromCharCode(code));
}

/** ASCII digits only: numbers are written with these. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Whether a name may start here. A slug may start with a digit (`10_stories`), so digits count. */
export function startsName(source: string, at: number): boolean {
  // The code past the end is NaN, which the table does not have.
  const code = source.charCodeAt(at);
  if (code < 128) return ((ASCII[code] ?? 0) & NAME_START) !== 0;
  NAME_START_BEYOND.lastIndex = at;
  return code >= 128 && NAME_START_BEYOND.test(source);
}

/** The end of the name that starts at `at`. */
export function endOfName(source: string, at: number): number {
  let end = at;
  for (;;) {
    const code = source.charCodeAt(end);
    if (code >= 128) {
      NAME_REST.lastIndex = end;
      NAME_REST.test(source);
      return Math.max(end, NAME_REST.lastIndex);
    }
    if (((ASCII[code] ?? 0) & NAME_PART) === 0) return end;
    end += 1;
  }
}
