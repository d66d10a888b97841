/** What works, but not as it seems to, or could be said more plainly. */
import type { Formula, TextLiteral } from '../syntax/tree.ts';
import type { Check, Checked } from './check.ts';
import type { Diagnostic } from './diagnostic.ts';

const PILL = /<<([^<>"]+)>>|\{\{([^{}"]+)\}\}/;

export const checkHabits: Check = (node, parent, checked) => {
  if (node.kind === 'text') return checkPillInQuotes(node, parent);
  if (node.kind === 'binary' && node.operator === '=') return checkComparisonWithTrue(node.left, node.right, checked);
  if (node.kind === 'call' && node.name === 'IF')
    return checkIfTrueFalse(
      node.args.map(({ value }) => value),
      node,
      checked,
    );
  return [];
};

/** Pills are read in text fields only. */
function checkPillInQuotes({ value, range }: TextLiteral, parent: Formula | null): readonly Diagnostic[] {
  const match = PILL.exec(value);
  const inner = (match?.[1] ?? match?.[2])?.trim();
  // A pattern may well look for such a text.
  if (inner === undefined || (parent?.kind === 'call' && /^(?:REGEX_|MATCH)/.test(parent.name))) return [];
  const message = `Between quotes \`${match?.[0] ?? ''}\` is only text; join its value with \`&\`: "…" & ${inner}`;
  return [{ severity: 'hint', code: 'habit', message, range }];
}

function checkComparisonWithTrue(left: Formula, right: Formula, { source, inference }: Checked): readonly Diagnostic[] {
  if (right.kind !== 'constant' || right.value !== true) return [];
  const { type, certain } = inference.knownOf(left);
  if (!certain || type.kind !== 'boolean') return [];
  const range = [left.range[0], right.range[1]] as const;
  const written = source.slice(...left.range);
  const message = 'This is TRUE or FALSE already; `= TRUE` adds nothing';
  // With parentheses around it, more than the operand stands between its range and the operator.
  const isBare = source.slice(left.range[1], right.range[0]).trim() === '=';
  const fix = isBare ? { fix: { title: 'Leave `= TRUE` out', range, text: written } } : {};
  return [{ severity: 'hint', code: 'habit', message, range, ...fix }];
}

function checkIfTrueFalse(
  args: readonly Formula[],
  { range }: Formula,
  { source, inference }: Checked,
): readonly Diagnostic[] {
  const [condition, whenTrue, whenFalse] = args;
  if (condition === undefined || whenTrue?.kind !== 'constant' || whenFalse?.kind !== 'constant') return [];
  if (whenTrue.value !== true || whenFalse.value !== false) return [];
  const { type, certain } = inference.knownOf(condition);
  if (!certain || type.kind !== 'boolean') return [];
  const text = source.slice(...condition.range);
  const fix = condition.kind === 'call' ? { fix: { title: `Write \`${text}\``, range, text } } : {};
  return [
    {
      severity: 'hint',
      code: 'habit',
      message: 'The condition itself is TRUE or FALSE already; IF adds nothing',
      range,
      ...fix,
    },
  ];
}
