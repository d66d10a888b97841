/** The first names that a template reads. */
import { PASSING_FILTERS } from './filter.ts';
import type { LiquidNode } from './liquid-tree.ts';
import { meaningOf } from './product-tags.ts';
import { walkTemplate } from './walk-template.ts';

/** Null when a name is computed, so that they cannot be known before rendering. */
export function referencesOf(nodes: readonly LiquidNode[]): ReadonlySet<string> | null {
  const names = new Set<string>();
  /** Names that the template itself gives a value, from here on. */
  const assigned = new Set<string>();
  let isOpen = false;
  walkTemplate(nodes, {
    path: ({ root }, loops) => {
      if (root.kind === 'index') isOpen = true;
      if (root.kind === 'name' && !assigned.has(root.name) && !loops.includes(root.name)) names.add(root.name);
    },
    assigns: (name) => assigned.add(name),
    product: (tag) => {
      const meaning = meaningOf(tag);
      if (meaning.kind === 'entry') names.add(meaning.namespace);
    },
    reads: ({ name }) => !PASSING_FILTERS.has(name),
  });
  return isOpen ? null : names;
}
