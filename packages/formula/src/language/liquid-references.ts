/** The first names that a legacy template reads from outside, with their places. */
import { FormulaFailure, type SourceRange } from '../failure.ts';
import type { LiquidExpression, LiquidNode, LiquidPath, LiquidValue } from '../liquid/liquid-tree.ts';
import { parseLiquid } from '../liquid/parse-liquid.ts';
import type { FieldReferences, FoundReference } from './field-references.ts';

export function liquidReferences(source: string): FieldReferences {
  const nodes = parsedOrNull(source);
  if (nodes === null) return { references: [], isDoubtful: (name) => source.includes(name) };
  const reader = new LiquidReader(source);
  reader.nodes(nodes);
  // What a template assigns, it may read before and behind it, in a loop even both.
  return { references: reader.references, isDoubtful: (name) => reader.assigned.has(name) || reader.lost.has(name) };
}

function parsedOrNull(source: string): readonly LiquidNode[] | null {
  try {
    return parseLiquid(source);
  } catch (thrown) {
    if (thrown instanceof FormulaFailure) return null;
    throw thrown;
  }
}

class LiquidReader {
  readonly references: FoundReference[] = [];
  readonly assigned = new Set<string>();
  /** Names that are read somewhere, but not where they were looked for. */
  readonly lost = new Set<string>();
  readonly #source: string;
  #loops: readonly string[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  nodes(nodes: readonly LiquidNode[]): void {
    for (const node of nodes) this.#node(node);
  }

  #node(node: LiquidNode): void {
    switch (node.kind) {
      case 'output':
        return this.#value(node.value);
      case 'if':
        for (const { condition, body } of node.branches) {
          this.#value(condition);
          this.nodes(body);
        }
        return this.nodes(node.otherwise);
      case 'case':
        this.#value(node.subject);
        for (const { values, body } of node.branches) {
          for (const value of values) this.#expression(value);
          this.nodes(body);
        }
        return this.nodes(node.otherwise);
      case 'for':
      case 'tablerow': {
        for (const part of [node.items, node.limit, node.offset, node.columns])
          if (part !== null) this.#expression(part);
        const outer = this.#loops;
        this.#loops = [...outer, node.variable, node.kind === 'for' ? 'forloop' : 'tablerowloop'];
        this.nodes(node.body);
        this.#loops = outer;
        return this.nodes(node.otherwise);
      }
      case 'assign':
        this.assigned.add(node.name);
        return this.#value(node.value);
      case 'capture':
        this.assigned.add(node.name);
        return this.nodes(node.body);
      case 'count':
        this.assigned.add(node.name);
        return;
      case 'cycle':
        if (node.group !== null) this.#expression(node.group);
        for (const value of node.values) this.#value(value);
        return;
      case 'sequence':
        return this.nodes(node.body);
      default:
        return;
    }
  }

  #value({ expression, filters }: LiquidValue): void {
    this.#expression(expression);
    for (const { args } of filters) for (const { value } of args) this.#expression(value);
  }

  #expression(expression: LiquidExpression): void {
    switch (expression.kind) {
      case 'path':
        return this.#path(expression);
      case 'range':
        this.#expression(expression.from);
        return this.#expression(expression.to);
      case 'not':
        return this.#expression(expression.operand);
      case 'logic':
      case 'comparison':
        this.#expression(expression.left);
        return this.#expression(expression.right);
      default:
        return;
    }
  }

  #path({ root, steps, range }: LiquidPath): void {
    if (root.kind === 'name' && !this.#loops.includes(root.name)) this.#reference(root.name, range[0]);
    if (root.kind === 'index') this.#expression(root.index);
    if (root.kind === 'value') this.#expression(root.value);
    for (const step of steps) if (step.kind === 'index') this.#expression(step.index);
  }

  #reference(name: string, at: number): void {
    const range = rootRange(this.#source, at, name);
    const loops = this.#loops;
    if (range === null) this.lost.add(name);
    else this.references.push({ name, range, isBoundHere: (other) => loops.includes(other) });
  }
}

/** The first name of the path at `at`: bare, behind a dot, or quoted in brackets. */
function rootRange(source: string, at: number, name: string): SourceRange | null {
  const before = /^\s*\.?\s*(?:\[\s*["'])?/.exec(source.slice(at, at + 100))?.[0].length ?? 0;
  const from = at + before;
  return source.startsWith(name, from) ? [from, from + name.length] : null;
}
