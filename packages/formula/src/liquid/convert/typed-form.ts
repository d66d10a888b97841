/** Templates whose whole field has the value of `as_object` → one formula. */
import type { Formula } from '../../syntax/tree.ts';
import { isTyped } from '../compile-nodes.ts';
import type { LiquidNode } from '../liquid-tree.ts';
import type { ConversionState } from './conversion-state.ts';
import { convertValue } from './convert-filter.ts';
import { conditionOf, convertNodes } from './convert-nodes.ts';
import { call, textLiteral } from './formula-nodes.ts';

/** Whether a template could give a value that is no text. */
export function mayBeTyped(nodes: readonly LiquidNode[]): boolean {
  // Text beside it, whatever the branches do, makes text of everything.
  if (nodes.some((node) => node.kind === 'literal' && /\S/.test(node.text))) return false;
  return nodes.some(holdsTyped);
}

function holdsTyped(node: LiquidNode): boolean {
  switch (node.kind) {
    case 'output':
      return isTyped(node.value);
    case 'if':
    case 'case':
      return node.branches.some(({ body }) => body.some(holdsTyped)) || node.otherwise.some(holdsTyped);
    case 'for':
    case 'tablerow':
      return node.body.some(holdsTyped) || node.otherwise.some(holdsTyped);
    case 'sequence':
      return node.body.some(holdsTyped);
    default:
      return false;
  }
}

/** Null when a formula cannot stand for it. */
export function typedForm(nodes: readonly LiquidNode[], state: ConversionState): Formula | null {
  const [only, ...others] = withoutComments(nodes, state).filter(
    (node) => node.kind !== 'literal' || /\S/.test(node.text),
  );
  if (only === undefined || others.length > 0) return null;
  if (only.kind === 'output') return isTyped(only.value) ? convertValue(only.value, state).formula : null;
  // In a branch without a value, blanks around it would count.
  if (only.kind !== 'if' || nodes.length > 1) return null;
  let formula = branchForm(only.otherwise, state);
  for (const { condition, isNegated, body } of only.branches.toReversed()) {
    const value = branchForm(body, state);
    if (value === null || formula === null) return null;
    formula = call('IF', conditionOf(condition, isNegated, state), value, formula);
  }
  return formula;
}

/** Comments write nothing; one that says something keeps the template as it is. */
function withoutComments(nodes: readonly LiquidNode[], state: ConversionState): readonly LiquidNode[] {
  convertNodes(
    nodes.filter((node) => node.kind === 'comment'),
    state,
  );
  return nodes.filter((node) => node.kind !== 'comment');
}

function branchForm(all: readonly LiquidNode[], state: ConversionState): Formula | null {
  const nodes = withoutComments(all, state);
  const [only, ...others] = nodes;
  if (only === undefined) return textLiteral('');
  if (others.length > 0 || holdsTyped(only)) return typedForm(nodes, state);
  if (only.kind === 'literal') return textLiteral(only.text);
  if (only.kind === 'output') return call('TEXT', convertValue(only.value, state).formula);
  return null;
}
