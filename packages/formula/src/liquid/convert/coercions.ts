/** What Liquid makes of a value before a function sees it, written as a formula. */
import type { Formula } from '../../syntax/tree.ts';
import type { KnownType } from './conversion-state.ts';
import { call, numberLiteral } from './formula-nodes.ts';

/** Only for what cannot fail by itself. */
export function asNumber(formula: Formula, type: KnownType): Formula {
  return type === 'number' || type === 'numeric'
    ? formula
    : call('IF_ERROR', call('NUMBER', formula), numberLiteral('0'));
}

export function asArray(formula: Formula, type: KnownType): Formula {
  return type === 'array' ? formula : call('FORCE_ARRAY', formula);
}
