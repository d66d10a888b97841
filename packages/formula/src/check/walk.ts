/** Every formula of a tree, outer ones before inner ones. */
import { assertNever } from '../result.ts';
import type { Formula, ForTag, IfTag, TextPart } from '../syntax/tree.ts';

export type Visit = (node: Formula, parent: Formula | null) => void;

export function walk(tree: Formula | readonly TextPart[], visit: Visit): void {
  if ('kind' in tree) walkFormula(tree, null, visit);
  else for (const root of formulasOf(tree)) walkFormula(root, null, visit);
}

/** The formulas of pills and tags, in the order in which they are written. */
export function formulasOf(parts: readonly TextPart[]): readonly Formula[] {
  return parts.flatMap((part) => {
    switch (part.kind) {
      case 'literal':
        return [];
      case 'pill':
        return [part.formula];
      case 'for':
        return [part.iterable, ...formulasOf(part.body)];
      case 'if':
        return [
          ...part.branches.flatMap(({ condition, body }) => [condition, ...formulasOf(body)]),
          ...formulasOf(part.otherwise ?? []),
        ];
      default:
        return assertNever(part);
    }
  });
}

/** The tags of a text, outer ones before inner ones. */
export function tagsOf(parts: readonly TextPart[]): readonly (IfTag | ForTag)[] {
  return parts.flatMap((part) => {
    if (part.kind === 'for') return [part, ...tagsOf(part.body)];
    if (part.kind !== 'if') return [];
    return [part, ...part.branches.flatMap(({ body }) => tagsOf(body)), ...tagsOf(part.otherwise ?? [])];
  });
}

function walkFormula(node: Formula, parent: Formula | null, visit: Visit): void {
  visit(node, parent);
  for (const part of partsOf(node)) walkFormula(part, node, visit);
}

export function partsOf(node: Formula): readonly Formula[] {
  switch (node.kind) {
    case 'member':
      return [node.target];
    case 'index':
      return [node.target, node.index];
    case 'call':
      return node.args.map(({ value }) => value);
    case 'array':
      return node.items;
    case 'object':
      return node.members.map(({ value }) => value);
    case 'negation':
      return [node.operand];
    case 'binary':
    case 'pipe':
      return [node.left, node.right];
    case 'missing':
      return node.parts;
    default:
      return [];
  }
}
