/** One walk through a template in the order in which it is rendered, for whoever asks what it reads and what it assigns. */
import type {
  LiquidExpression,
  LiquidFilterCall,
  LiquidNode,
  LiquidPath,
  LiquidValue,
  ProductTag,
} from './liquid-tree.ts';

export interface TemplateVisitor {
  /** `loops` are the names that loops around the path give a value. Expressions inside the path come on their own. */
  path(path: LiquidPath, loops: readonly string[]): void;
  /** The template gives a name a value; what the value reads has been told before. */
  assigns(name: string): void;
  product?(tag: ProductTag): void;
  /** Whether the arguments of this filter are read; all are where this is left out. */
  reads?(filter: LiquidFilterCall): boolean;
}

export function walkTemplate(nodes: readonly LiquidNode[], visitor: TemplateVisitor): void {
  walkNodes(nodes, [], visitor);
}

function walkNodes(nodes: readonly LiquidNode[], loops: readonly string[], visitor: TemplateVisitor): void {
  const inside = (body: readonly LiquidNode[]) => walkNodes(body, loops, visitor);
  const value = (given: LiquidValue) => walkValue(given, loops, visitor);
  const expression = (given: LiquidExpression) => walkExpression(given, loops, visitor);
  for (const node of nodes) {
    switch (node.kind) {
      case 'output':
        value(node.value);
        break;
      case 'if':
        for (const { condition, body } of node.branches) {
          value(condition);
          inside(body);
        }
        inside(node.otherwise);
        break;
      case 'case':
        value(node.subject);
        for (const { values, body } of node.branches) {
          values.forEach(expression);
          inside(body);
        }
        inside(node.otherwise);
        break;
      case 'for':
      case 'tablerow': {
        for (const part of [node.items, node.limit, node.offset, node.columns]) if (part !== null) expression(part);
        const bound = [node.variable, node.kind === 'for' ? 'forloop' : 'tablerowloop'];
        walkNodes(node.body, [...loops, ...bound], visitor);
        inside(node.otherwise);
        break;
      }
      case 'assign':
        value(node.value);
        visitor.assigns(node.name);
        break;
      case 'capture':
        inside(node.body);
        visitor.assigns(node.name);
        break;
      case 'count':
        visitor.assigns(node.name);
        break;
      case 'cycle':
        if (node.group !== null) expression(node.group);
        node.values.forEach(value);
        break;
      case 'sequence':
        inside(node.body);
        break;
      case 'product':
        visitor.product?.(node);
        break;
      default:
        break;
    }
  }
}

function walkValue({ expression, filters }: LiquidValue, loops: readonly string[], visitor: TemplateVisitor): void {
  walkExpression(expression, loops, visitor);
  for (const filter of filters) {
    if (visitor.reads?.(filter) === false) continue;
    for (const { value } of filter.args) walkExpression(value, loops, visitor);
  }
}

function walkExpression(expression: LiquidExpression, loops: readonly string[], visitor: TemplateVisitor): void {
  const operands = operandsOf(expression);
  if (expression.kind === 'path') visitor.path(expression, loops);
  for (const operand of operands) walkExpression(operand, loops, visitor);
}

function operandsOf(expression: LiquidExpression): readonly LiquidExpression[] {
  switch (expression.kind) {
    case 'path': {
      const { root, steps } = expression;
      const inRoot = root.kind === 'index' ? [root.index] : root.kind === 'value' ? [root.value] : [];
      return [...inRoot, ...steps.flatMap((step) => (step.kind === 'index' ? [step.index] : []))];
    }
    case 'range':
      return [expression.from, expression.to];
    case 'not':
      return [expression.operand];
    case 'logic':
    case 'comparison':
      return [expression.left, expression.right];
    default:
      return [];
  }
}
