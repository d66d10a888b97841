/**
 * Stories write JSONPath as a Ruby library reads it. This writes such a path as RFC 9535 has it: `a.b` gets its `$`,
 * `*.email` is `$..email`, since a bare star leads to any depth there, `a-b` and other free names are quoted, `=~ /re/`
 * becomes a function, `nil` is null, `(@.length-1)` counts from the end.
 */

const maxLength = 5_000;
/** Brackets inside each other, and negations of negations: the parser recurses. */
const maxDepth = 100;
const manyNegations = /(?:!\s*){50}/;
/** A bare star before a name or a bracket other than `[*]`. A last one, `..*` and `*.*` stay as in RFC 9535. */
const starToAnyDepth = /^\.?\*(?:\.{1,2}(?=[^.[\]*])|\.{0,2}(?=\[(?!\s*\*\s*\])))/;

/** `undefined`: too long, too deep, or a bracket is not closed. Anything else that is wrong shows when the result is parsed. */
export function toStandardPath(path: string): string | undefined {
  if (path.length > maxLength || manyNegations.test(path)) return undefined;
  const source = path.trim();
  let output = '$';
  let position = source.startsWith('$') ? 1 : 0;
  while (position < source.length) {
    const rest = source.slice(position);
    const star = starToAnyDepth.exec(rest)?.[0];
    if (star !== undefined) {
      output += '..';
      position += star.length;
      continue;
    }
    const dots = /^\.{0,2}/.exec(rest)?.[0] ?? '';
    const after = rest.charAt(dots.length);
    if (after === '[') {
      const length = bracketLength(source, position + dots.length);
      if (length === undefined) return undefined;
      const inside = source.slice(position + dots.length + 1, position + dots.length + length - 1);
      output += `${dots === '..' ? '..' : ''}[${standardSelectors(inside)}]`;
      position += dots.length + length;
      continue;
    }
    const name = /^[^.[\]]+/.exec(rest.slice(dots.length))?.[0] ?? '';
    if (name === '') return undefined;
    output += `${dots === '..' ? '..' : ''}${name === '*' ? '[*]' : `[${JSON.stringify(name.trim())}]`}`;
    position += dots.length + name.length;
  }
  return output;
}

/** Length of the bracket that begins here, with everything nested in it; quotes hide brackets. */
function bracketLength(source: string, start: number): number | undefined {
  let depth = 0;
  let quote = '';
  for (let position = start; position < source.length; position++) {
    const character = source.charAt(position);
    if (quote !== '') {
      if (character === '\\') position++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '[' || character === '(') {
      depth++;
      if (depth > maxDepth) return undefined;
    } else if (character === ']' || character === ')') {
      depth--;
      if (depth === 0) return position - start + 1;
    }
  }
  return undefined;
}

function standardSelectors(inside: string): string {
  const fromEnd = /^\s*\(\s*@\.(?:length|size)\s*-\s*(\d+)\s*\)\s*$/.exec(inside);
  if (fromEnd !== null) return `-${fromEnd[1]}`;
  if (/^\s*\?/.test(inside)) return standardFilter(inside);
  if (/^\s*[A-Za-z_][\w-]*\s*$/.test(inside)) return JSON.stringify(inside.trim());
  return inside;
}

const filterToken =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|([@$](?:\.[A-Za-z_][\w-]*|\[(?:\d+|"[^"]*"|'[^']*')\])*)\s*=~\s*\/((?:[^/\\]|\\.)*)\/([imx]*)|[@$](?:\.[A-Za-z_][\w-]*)+|\bnil\b|\band\b|\bor\b/g;

function standardFilter(filter: string): string {
  return filter.replace(
    filterToken,
    (token, subject: string | undefined, pattern: string | undefined, flags: string | undefined) => {
      if (subject !== undefined) {
        const source = flags === '' ? (pattern ?? '') : `(?${flags}:${pattern})`;
        return `search(${withQuotedNames(subject)}, ${JSON.stringify(source.replaceAll('\\/', '/'))})`;
      }
      if (token === 'nil') return 'null';
      if (token === 'and') return '&&';
      if (token === 'or') return '||';
      return /^[@$]/.test(token) ? withQuotedNames(token) : token;
    },
  );
}

/** `@.due-date` as `@["due-date"]`. */
function withQuotedNames(query: string): string {
  return query.replace(/\.([A-Za-z_][\w-]*)/g, (_, name: string) => `[${JSON.stringify(name)}]`);
}
