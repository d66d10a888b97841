/** The first names that a template reads. */
import { PASSING_FILTERS } from './filter.ts';
import type { LiquidExpression, LiquidNode, LiquidPath, LiquidValue } from './liquid-tree.ts';
import { meaningOf } from './product-tags.ts';

/** Null when a name is computed, so that they cannot be known before rendering. */
export function referencesOf(nodes: readonly LiquidNode[]): ReadonlySet<string> | null {
  const reader = new ReferenceReader();
  reader.nodes(nodes);
  return reader.isOpen ? null : reader.names;
}

class ReferenceReader {
  readonly names = new Set<string>();
  isOpen = false;
  /** Names that the template itself gives a value, from here on. */
  readonly #assigned = new Set<string>();
  readonly #loops: string[] = [];

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
      case 'tablerow':
        for (const part of [node.items, node.limit, node.offset, node.columns])
          if (part !== null) this.#expression(part);
        this.#loops.push(node.variable, node.kind === 'for' ? 'forloop' : 'tablerowloop');
        this.nodes(node.body);
        this.#loops.splice(-2);
        return this.nodes(node.otherwise);
      case 'assign':
        this.#value(node.value);
        this.#assigned.add(node.name);
        return;
      case 'capture':
        this.nodes(node.body);
        this.#assigned.add(node.name);
        return;
      case 'count':
        this.#assigned.add(node.name);
        return;
      case 'cycle':
        if (node.group !== null) this.#expression(node.group);
        for (const value of node.values) this.#value(value);
        return;
      case 'sequence':
        return this.nodes(node.body);
      case 'product': {
        const meaning = meaningOf(node);
        if (meaning.kind === 'entry') this.names.add(meaning.namespace);
        return;
      }
      default:
        return;
    }
  }

  #value({ expression, filters }: LiquidValue): void {
    this.#expression(expression);
    for (const { name, args } of filters) {
      if (!PASSING_FILTERS.has(name)) for (const { value } of args) this.#expression(value);
    }
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

  #path({ root, steps }: LiquidPath): void {
    if (root.kind === 'name') {
      if (!this.#assigned.has(root.name) && !this.#loops.includes(root.name)) this.names.add(root.name);
    } else if (root.kind === 'index') {
      this.isOpen = true;
      this.#expression(root.index);
    } else this.#expression(root.value);
    for (const step of steps) if (step.kind === 'index') this.#expression(step.index);
  }
}
