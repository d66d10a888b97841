/** Nodes of a template → renderers. A renderer says where rendering goes on: `break` and `continue` leave blocks. */
import { atRange } from '../evaluate/operators.ts';
import { assertNever } from '../result.ts';
import { compileExpression, equals, isBlankLoosely, isEmpty, isTruthy } from './compile-expression.ts';
import { compileLoop } from './compile-loop.ts';
import { callFunction, compileValue, type Problem } from './compile-value.ts';
import { LiquidOutput } from './liquid-output.ts';
import type { LiquidRun } from './liquid-run.ts';
import type { LiquidExpression, LiquidNode, LiquidValue, ProductTag } from './liquid-tree.ts';
import { meaningOf, readEntry } from './product-tags.ts';

type Jump = 'on' | 'break' | 'continue';
export type Renderer = (run: LiquidRun, output: LiquidOutput) => Jump;

type NodeOf<Kind extends LiquidNode['kind']> = Extract<LiquidNode, { readonly kind: Kind }>;

export function compileNodes(nodes: readonly LiquidNode[], problem: Problem): Renderer {
  const renderers = nodes.map((node) => {
    const renderer = compileNode(node, problem);
    // What a node costs lies in what was written for it, and in what its functions spend.
    const cost = 1 + Math.floor((node.range[1] - node.range[0]) / 64);
    return { renderer, cost, range: node.range };
  });
  return (run, output) => {
    for (const { renderer, cost, range } of renderers) {
      try {
        run.evaluation.spend(cost);
        const jump = renderer(run, output);
        if (jump !== 'on') return jump;
      } catch (thrown) {
        throw atRange(thrown, range);
      }
    }
    return 'on';
  };
}

function compileNode(node: LiquidNode, problem: Problem): Renderer {
  switch (node.kind) {
    case 'comment':
      return () => 'on';
    case 'literal':
      return (_, output) => {
        output.write(node.text);
        return 'on';
      };
    case 'output':
      return compileOutput(node, problem);
    case 'if':
      return compileIf(node, problem);
    case 'case':
      return compileCase(node, problem);
    case 'for':
    case 'tablerow':
      return compileLoop(node, compileNodes(node.body, problem), compileNodes(node.otherwise, problem));
    case 'assign': {
      const value = compileValue(node.value, problem);
      return (run) => {
        run.assigned.set(node.name, value(run));
        return 'on';
      };
    }
    case 'capture': {
      const body = compileNodes(node.body, problem);
      return (run) => {
        const captured = new LiquidOutput(run.evaluation);
        const jump = body(run, captured);
        run.assigned.set(node.name, captured.text());
        return jump;
      };
    }
    case 'count':
      return (run, output) => {
        const before = run.counters.get(node.name) ?? 0;
        run.counters.set(node.name, before + node.step);
        output.write(String(node.step === 1 ? before : before - 1));
        return 'on';
      };
    case 'cycle':
      return compileCycle(node, problem);
    case 'jump':
      return () => node.to;
    case 'sequence':
      return compileNodes(node.body, problem);
    case 'product':
      return compileProduct(node);
    default:
      return assertNever(node);
  }
}

/** Whether the value of an output keeps its type when it stands alone. */
export function isTyped({ filters }: LiquidValue): boolean {
  return filters.at(-1)?.name === 'as_object';
}

function compileOutput({ value }: NodeOf<'output'>, problem: Problem): Renderer {
  const closure = compileValue(value, problem);
  if (isTyped(value)) {
    return (run, output) => {
      output.writeTyped(closure(run));
      return 'on';
    };
  }
  return (run, output) => {
    output.write(run.evaluation.toText(closure(run)));
    return 'on';
  };
}

function compileIf({ branches, otherwise }: NodeOf<'if'>, problem: Problem): Renderer {
  const compiled = branches.map(({ condition, isNegated, body }) => ({
    condition: compileValue(condition, problem),
    isNegated,
    body: compileNodes(body, problem),
  }));
  const last = compileNodes(otherwise, problem);
  return (run, output) => {
    const branch = compiled.find(({ condition, isNegated }) => isTruthy(condition(run)) !== isNegated);
    return (branch?.body ?? last)(run, output);
  };
}

/** Every `when` that fits is rendered, as Liquid does. */
function compileCase({ subject, branches, otherwise }: NodeOf<'case'>, problem: Problem): Renderer {
  const value = compileValue(subject, problem);
  const compiled = branches.map(({ values, body }) => ({
    matchers: values.map(compileMatcher),
    body: compileNodes(body, problem),
  }));
  const last = compileNodes(otherwise, problem);
  return (run, output) => {
    const found = value(run);
    let isHit = false;
    for (const { matchers, body } of compiled) {
      if (!matchers.some((matches) => matches(found, run))) continue;
      isHit = true;
      const jump = body(run, output);
      if (jump !== 'on') return jump;
    }
    return isHit ? 'on' : last(run, output);
  };
}

function compileMatcher(
  expression: LiquidExpression,
): (found: Parameters<typeof isEmpty>[0], run: LiquidRun) => boolean {
  if (expression.kind === 'quality') {
    const has = expression.name === 'empty' ? isEmpty : isBlankLoosely;
    return (found) => has(found);
  }
  const value = compileExpression(expression);
  return (found, run) => equals(found, value(run), run.evaluation);
}

function compileCycle({ group, values, key }: NodeOf<'cycle'>, problem: Problem): Renderer {
  const groupName = group === null ? null : compileExpression(group);
  const closures = values.map((value) => compileValue(value, problem));
  return (run, output) => {
    const { evaluation } = run;
    const name = groupName === null ? `:${key}` : `${evaluation.toText(groupName(run))}:`;
    const at = (run.cycles.get(name) ?? 0) % closures.length;
    run.cycles.set(name, at + 1);
    output.write(evaluation.toText(closures[at]?.(run) ?? null));
    return 'on';
  };
}

function compileProduct(tag: ProductTag): Renderer {
  const meaning = meaningOf(tag);
  return (run, output) => {
    const { evaluation } = run;
    if (meaning.kind === 'text') output.write(meaning.text);
    else if (meaning.kind === 'call') {
      output.write(evaluation.toText(callFunction(meaning.name, meaning.args, evaluation, tag.range)));
    } else {
      const namespace = evaluation.scope.lookup(meaning.namespace) ?? null;
      output.write(evaluation.toText(readEntry(namespace, meaning.slug)));
    }
    return 'on';
  };
}
