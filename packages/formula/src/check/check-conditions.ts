/** Conditions that are always true: only FALSE and NULL are not, so a number, a text or an array decides nothing. */
import type { Formula } from '../syntax/tree.ts';
import type { Check, Checked } from './check.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Type } from './type.ts';
import { withArticle } from './words.ts';

const ALWAYS_TRUE: ReadonlySet<Type['kind']> = new Set<Type['kind']>([
  'text',
  'integer',
  'number',
  'duration',
  'array',
  'object',
  'bytes',
]);

export const checkConditions: Check = (node, _parent, checked) => {
  return conditionsIn(node).flatMap((condition) => checkCondition(condition, checked));
};

function conditionsIn(node: Formula): readonly Formula[] {
  if (node.kind === 'binary') return node.operator === 'AND' || node.operator === 'OR' ? [node.left, node.right] : [];
  if (node.kind !== 'call') return [];
  if (node.name === 'AND' || node.name === 'OR') return node.args.map(({ value }) => value);
  if (node.name !== 'IF') return [];
  const condition = node.args[0]?.value;
  return condition === undefined ? [] : [condition];
}

/** Of a condition in a tag too. */
export function checkCondition(condition: Formula, { inference }: Checked): readonly Diagnostic[] {
  const { type, certain } = inference.knownOf(condition);
  if (!certain || !ALWAYS_TRUE.has(type.kind)) return [];
  const message = `This is ${withArticle(type)}, which always counts as true: only FALSE and NULL do not; ${advice(condition, type)}`;
  return [{ severity: 'warning', code: 'always_same', message, range: condition.range }];
}

function advice(condition: Formula, type: Type): string {
  if (condition.kind === 'binary' && condition.operator === '&') return '`&` joins texts, for "and" write `&&`';
  if (type.kind === 'integer' || type.kind === 'number') return 'compare it, as in `… > 0`';
  return 'ask with IS_PRESENT(…) whether it is empty';
}
