/** What each name of a tree means: a function, an action, a parameter. Scopes are those of the compiler. */
import { NAMESPACES } from '../check/namespaces.ts';
import { partsOf } from '../check/walk.ts';
import { specialFormNamed } from '../evaluate/special-forms.ts';
import { functionsByName } from '../functions/registry.ts';
import type { Call, Formula, TextPart } from '../syntax/tree.ts';

export type NameKind =
  | 'constant'
  | 'function'
  | 'unknown-function'
  /** The first name of a path: the slug of an action. */
  | 'reference'
  | 'namespace'
  /** Of a lambda, or the variable of a `for`, where it is bound and where it is read. */
  | 'parameter'
  /** Behind a dot, or the key of an object. */
  | 'property'
  | 'keyword-argument';

/** Names in scope, innermost first. One set for each lambda or `for`: there may be many names, but nesting is bounded. */
interface Scope {
  readonly names: ReadonlySet<string>;
  readonly outer: Scope | null;
}

type Task = { readonly node: Formula | TextPart; readonly scope: Scope | null };

const LOWER_CASE_CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

/** Kinds by the offset where the name starts. */
export function namesIn(roots: readonly (Formula | TextPart)[]): ReadonlyMap<number, NameKind> {
  const names = new Map<number, NameKind>();
  // A stack of its own: trees can be deeper than the stack of the host allows.
  const tasks: Task[] = [];
  const visit = (nodes: readonly (Formula | TextPart)[], scope: Scope | null): void => {
    for (const node of nodes) tasks.push({ node, scope });
  };
  visit(roots, null);
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) visitNode(task, names, visit);
  return names;
}

function visitNode(
  { node, scope }: Task,
  names: Map<number, NameKind>,
  visit: (nodes: readonly (Formula | TextPart)[], scope: Scope | null) => void,
): void {
  switch (node.kind) {
    case 'literal':
      return;
    case 'pill':
      return visit([node.formula], scope);
    case 'if':
      for (const { condition, body } of node.branches) visit([condition, ...body], scope);
      return visit(node.otherwise ?? [], scope);
    case 'for':
      if (node.variableRange !== undefined) names.set(node.variableRange[0], 'parameter');
      visit([node.iterable], scope);
      return visit(node.body, { names: new Set([node.variable, 'FORLOOP']), outer: scope });
    case 'call':
      return visitCall(node, scope, names, visit);
    case 'constant':
      names.set(node.range[0], 'constant');
      break;
    case 'reference':
      names.set(node.range[0], kindOfReference(node.name, scope));
      break;
    case 'member':
      if (node.name !== '') names.set(node.range[1] - node.name.length, 'property');
      break;
    case 'object':
      for (const { keyRange } of node.members) if (keyRange !== undefined) names.set(keyRange[0], 'property');
      break;
  }
  visit(partsOf(node), scope);
}

function visitCall(
  call: Call,
  scope: Scope | null,
  names: Map<number, NameKind>,
  visit: (nodes: readonly Formula[], scope: Scope | null) => void,
): void {
  names.set(call.nameRange[0], isFunction(call.name) ? 'function' : 'unknown-function');
  const parameters = new Set<string>();
  call.args.forEach(({ keyword, value, range }, index) => {
    if (keyword !== null) names.set(range[0], 'keyword-argument');
    const isBound = call.name === 'LAMBDA' && index < call.args.length - 1 && value.kind === 'reference';
    if (isBound) parameters.add(value.name);
  });
  const inner = parameters.size === 0 ? scope : { names: parameters, outer: scope };
  for (const { value } of call.args) visit([value], inner);
}

function isFunction(name: string): boolean {
  return functionsByName.has(name) || specialFormNamed(name) !== undefined;
}

function kindOfReference(name: string, scope: Scope | null): NameKind {
  for (let at = scope; at !== null; at = at.outer) {
    if (at.names.has(name)) return name === 'FORLOOP' ? 'namespace' : 'parameter';
  }
  if (NAMESPACES.has(name)) return 'namespace';
  return LOWER_CASE_CONSTANTS.has(name) ? 'constant' : 'reference';
}
