/** The first names that a legacy template reads from outside, with their places. */
import { FormulaFailure, type SourceRange } from '../failure.ts';
import type { LiquidNode } from '../liquid/liquid-tree.ts';
import { parseLiquid } from '../liquid/parse-liquid.ts';
import { walkTemplate } from '../liquid/walk-template.ts';
import type { FieldReferences, FoundReference } from './field-references.ts';

export function liquidReferences(source: string): FieldReferences {
  const nodes = parsedOrNull(source);
  if (nodes === null) return { references: [], isDoubtful: (name) => source.includes(name) };
  const references: FoundReference[] = [];
  const assigned = new Set<string>();
  /** Names that are read somewhere, but not where they were looked for. */
  const lost = new Set<string>();
  walkTemplate(nodes, {
    path: ({ root, range }, loops) => {
      if (root.kind !== 'name' || loops.includes(root.name)) return;
      const place = rootRange(source, range[0], root.name);
      if (place === null) lost.add(root.name);
      else references.push({ name: root.name, range: place, isBoundHere: (other) => loops.includes(other) });
    },
    assigns: (name) => assigned.add(name),
  });
  // What a template assigns, it may read before and behind it, in a loop even both.
  return { references, isDoubtful: (name) => assigned.has(name) || lost.has(name) };
}

function parsedOrNull(source: string): readonly LiquidNode[] | null {
  try {
    return parseLiquid(source);
  } catch (thrown) {
    if (thrown instanceof FormulaFailure) return null;
    throw thrown;
  }
}

/** The first name of the path at `at`: bare, behind a dot, or quoted in brackets. */
function rootRange(source: string, at: number, name: string): SourceRange | null {
  const before = /^\s*\.?\s*(?:\[\s*["'])?/.exec(source.slice(at, at + 100))?.[0].length ?? 0;
  const from = at + before;
  return source.startsWith(name, from) ? [from, from + name.length] : null;
}
