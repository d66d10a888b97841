/** Operators whose operands cannot be what they need, and comparisons that always come out the same. */
import type { SourceRange } from '../failure.ts';
import type { Binary, Formula } from '../syntax/tree.ts';
import { numberFromText } from '../value/number.ts';
import type { Check, Checked } from './check.ts';
import type { Diagnostic } from './diagnostic.ts';
import { isNumeric, type SimpleKind, type Type } from './type.ts';
import { withArticle } from './words.ts';

export const checkOperators: Check = (node, _parent, checked) => {
  if (node.kind === 'negation') return checkOperand('-', node.operand, null, checked);
  if (node.kind !== 'binary') return [];
  switch (node.operator) {
    case '+':
    case '-':
    case '*':
    case '/':
      return checkArithmetic(node, checked);
    case '=':
    case '!=':
      return checkEquality(node, checked);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return checkOrder(node, checked);
    default:
      return [];
  }
};

function checkArithmetic(node: Binary, checked: Checked): readonly Diagnostic[] {
  const kinds = [node.left, node.right].map((operand) => checked.inference.knownOf(operand).type.kind);
  // Beside a duration a text is a date.
  if (kinds.some((kind) => kind === 'duration')) return [];
  return [
    ...checkOperand(node.operator, node.left, node, checked),
    ...checkOperand(node.operator, node.right, node, checked),
  ];
}

function checkOperand(
  operator: string,
  operand: Formula,
  node: Binary | null,
  checked: Checked,
): readonly Diagnostic[] {
  const { type, certain, sample } = checked.inference.knownOf(operand);
  const { range } = operand;
  const text = operand.kind === 'text' ? operand.value : sample;
  if (typeof text === 'string') {
    if (numberFromText(text) !== undefined || mayBeDuration(operand, node, checked)) return [];
    const joined = operator === '+' ? '; `&` joins texts' : '';
    const found = operand.kind === 'text' ? 'found' : 'in the sample this is';
    const message = `\`${operator}\` needs numbers, ${found} a text that is no number${joined}`;
    const severity = operand.kind === 'text' ? 'error' : 'warning';
    const symbol = operator === '+' && node !== null ? operatorRange(node, checked) : null;
    const fix = symbol === null ? {} : { fix: { title: 'Join with `&`', range: symbol, text: '&' } };
    return [{ severity, code: 'type', message, range, ...fix }];
  }
  if (!NEVER_NUMBERS.has(type.kind)) return [];
  const found = withArticle(type);
  const message = certain ? `found ${found}` : `in the sample this is ${found}`;
  return [
    {
      severity: certain ? 'error' : 'warning',
      code: 'type',
      message: `\`${operator}\` needs numbers, ${message}`,
      range,
    },
  ];
}

const NEVER_NUMBERS: ReadonlySet<Type['kind']> = new Set<Type['kind']>([
  'boolean',
  'array',
  'object',
  'lambda',
  'bytes',
]);

function mayBeDuration(operand: Formula, node: Binary | null, { inference }: Checked): boolean {
  if (node === null) return false;
  const other = inference.knownOf(node.left === operand ? node.right : node.left).type.kind;
  return other === 'any' || other === 'union';
}

function checkEquality(node: Binary, { inference }: Checked): readonly Diagnostic[] {
  const [left, right] = [inference.knownOf(node.left), inference.knownOf(node.right)];
  const [a, b] = [comparable(left.type), comparable(right.type)];
  if (a === null || b === null || a === b) return [];
  const certain = left.certain && right.certain;
  const result = node.operator === '=' ? 'FALSE' : 'TRUE';
  const mixed = [a, b].includes('text') && [a, b].includes('number');
  const mend = mixed ? '; make both alike with NUMBER(…) or TEXT(…)' : '';
  const told = certain ? 'this is' : 'with values as in the sample this is';
  const message = `${told} always ${result}: it compares ${withArticle(left.type)} with ${withArticle(right.type)}${mend}`;
  return [{ severity: 'warning', code: 'always_same', message: capitalized(message), range: node.range }];
}

/** Numeric texts have an order among numbers; what has none is an error. */
function checkOrder(node: Binary, { inference }: Checked): readonly Diagnostic[] {
  const [left, right] = [inference.knownOf(node.left), inference.knownOf(node.right)];
  const [a, b] = [comparable(left.type), comparable(right.type)];
  if (a === null || b === null) return [];
  const isOrdered = (a === 'number' || a === 'text') && (b === 'number' || b === 'text');
  if (isOrdered && !(a !== b && [node.left, node.right].some(isPlainText))) return [];
  const certain = left.certain && right.certain;
  const message = `\`${node.operator}\` compares numbers or texts, ${certain ? 'found' : 'in the sample there is'} ${withArticle(left.type)} and ${withArticle(right.type)}`;
  return [{ severity: certain ? 'error' : 'warning', code: 'type', message, range: node.range }];
}

function isPlainText(node: Formula): boolean {
  return node.kind === 'text' && numberFromText(node.value) === undefined;
}

/** What decides whether two values can be equal; null: not known, or NULL, which anything may be compared with. */
function comparable(type: Type): 'number' | Exclude<SimpleKind, 'integer'> | 'array' | 'object' | null {
  switch (type.kind) {
    case 'any':
    case 'never':
    case 'null':
    case 'union':
    case 'bytes':
    case 'lambda':
      return null;
    default:
      return isNumeric(type) || type.kind === 'integer' || type.kind === 'duration' ? 'number' : type.kind;
  }
}

/** Between the operands nothing else can be the operator; parentheses and comments may stand there too. */
function operatorRange({ operator, left, right }: Binary, { tokens }: Checked): SourceRange | null {
  const token = tokens.find(({ text, from, to }) => text === operator && from >= left.range[1] && to <= right.range[0]);
  return token === undefined ? null : [token.from, token.to];
}

function capitalized(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
