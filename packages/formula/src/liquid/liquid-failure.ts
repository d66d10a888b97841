/** What liquidjs's parser throws, as failures in the words of this project and with a range of the source. */
import { FormulaFailure, type SourceRange, toFormulaFailure } from '../failure.ts';

type Wording = readonly [pattern: RegExp, message: string];

/** `$1` is what the pattern found. */
const WORDINGS: readonly Wording[] = [
  [/^output .* not closed$/s, '`{{` is not closed by `}}`'],
  [/^raw .* not closed$/s, '`{% raw %}` is not closed by `{% endraw %}`'],
  [/^tag "?\{%-?\s*(\S*).* not closed$/s, '`{%` is not closed by `%}`'],
  [/^\[ not closed$/, '`[` is not closed by `]`'],
  [/^illegal (?:liquid )?tag syntax/, 'Expected the name of a tag after `{%`'],
  [/^invalid value expression: ""$/, 'Expected a value, found nothing'],
  [/^invalid value expression: "(.*)"$/s, 'Expected a value, found `$1`'],
  [/^unexpected token ""/, 'Expected a value, found nothing'],
  [/^unexpected token "(.*)", value expected$/s, 'Expected a value, found `$1`'],
  [/^expected "\|" before filter$/, 'Expected `|` and a filter, or the end, after the value'],
  [/^expected filter name$/, 'Expected the name of a filter after `|`'],
  [/^expected ":" after filter name$/, 'Expected `:` between the name of a filter and its arguments'],
  [/^unexpected character "(.*)"$/s, 'Expected `,` or `|` after an argument, found `$1`'],
  [/^invalid range syntax$/, 'Expected a range such as `(1..5)`'],
  [/^expected variable name$|^expected "="$/, 'Expected `{% assign name = value %}`'],
  [/^invalid capture name$/, 'Expected `{% capture name %}`'],
  [/^illegal tag: \{%-?\s*tablerow/s, 'Expected `{% tablerow name in array %}`'],
  [/^illegal tag:/, 'Expected `{% for name in array %}`'],
  [/^empty candidates/, 'Expected `{% cycle "one", "two" %}`'],
  [/^unexpected elsif after else$/, '`{% elsif %}` cannot stand behind `{% else %}`'],
  [/^duplicated else$/, 'There is a second `{% else %}`'],
  [/^unexpected "(.*)"$/s, 'Expected the end of the tag, found `$1`'],
  [/^every line of an inline comment/, 'Every line of `{% # … %}` must start with `#`'],
];

/** A failure of the template itself. What is no error of liquidjs is a bug and passes through. */
export function toLiquidFailure(thrown: unknown, source: string): FormulaFailure {
  const cause = originalOf(thrown);
  if (cause instanceof FormulaFailure) {
    cause.range ??= tokenRange(thrown, source);
    return cause;
  }
  if (cause instanceof RangeError) return toFormulaFailure(cause);
  if (!(thrown instanceof Error) || !('token' in thrown)) throw thrown;
  const said = thrown.message.replace(/, line:\d+, col:\d+$/, '');
  const range = tokenRange(thrown, source);
  const foreign = said.startsWith('expected "|"') ? foreignOperator(source, range) : null;
  return foreign ?? new FormulaFailure('liquid', inOurWords(said), range);
}

const FOREIGN_OPERATORS: readonly (readonly [written: string, meant: string])[] = [
  ['===', '=='],
  ['&&', 'and'],
  ['=', '=='],
];

/** What other languages write, where liquidjs stopped behind its first character. */
function foreignOperator(source: string, range: SourceRange | null): FormulaFailure | null {
  if (range === null) return null;
  const from = range[0] - 1;
  const found = FOREIGN_OPERATORS.find(([written]) => source.startsWith(written, from));
  if (found === undefined) return null;
  const [written, meant] = found;
  const place: SourceRange = [from, from + written.length];
  const failure = new FormulaFailure('liquid', `\`${written}\` is no operator here; write \`${meant}\``, place);
  failure.fix = { title: `Write \`${meant}\``, range: place, text: meant };
  return failure;
}

function inOurWords(said: string): string {
  for (const [pattern, message] of WORDINGS) {
    const match = pattern.exec(said);
    if (match !== null) return message.replace('$1', () => unescaped(match[1] ?? ''));
  }
  return `The template cannot be read: ${said}`;
}

/** liquidjs quotes what it found as JSON, cut off after some characters. */
function unescaped(quoted: string): string {
  return quoted.replace(/\\(["\\])/g, '$1').replace(/\\[nrt]/g, ' ');
}

/** Errors of tags are wrapped once for each block around them. */
function originalOf(thrown: unknown): unknown {
  let cause = thrown;
  while (typeof cause === 'object' && cause !== null && 'originalError' in cause) cause = cause.originalError;
  return cause;
}

function tokenRange(thrown: unknown, source: string): SourceRange | null {
  if (typeof thrown !== 'object' || thrown === null || !('token' in thrown)) return null;
  const { token } = thrown;
  if (typeof token !== 'object' || token === null || !('begin' in token) || !('end' in token)) return null;
  const { begin, end } = token;
  if (typeof begin !== 'number' || typeof end !== 'number') return null;
  const to = Math.min(end, source.length);
  // An error at the end of a tag has an empty range: the last character is something to point at.
  return [Math.max(0, Math.min(begin, to - 1)), to];
}
