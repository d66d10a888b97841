/** Which keys of one first name a tree of fields reads: `CREDENTIAL.api`, `CREDENTIAL["api"]`, `{% credential Api %}`. */
import { partsOf, walk } from '../check/walk.ts';
import type { FieldOptions } from '../evaluate/compile-field.ts';
import { toFormulaFailure } from '../failure.ts';
import type { LiquidPath } from '../liquid/liquid-tree.ts';
import { parseLiquid } from '../liquid/parse-liquid.ts';
import { meaningOf } from '../liquid/product-tags.ts';
import { walkTemplate } from '../liquid/walk-template.ts';
import { parseFormula } from '../syntax/parse-formula.ts';
import { parseText } from '../syntax/parse-text.ts';
import type { Formula, TextPart } from '../syntax/tree.ts';
import { entriesOf, isArrayValue, isObjectValue, type Value } from '../value/value.ts';
import { kindOfField } from './field-kind.ts';

/**
 * null: some formula reads the name in a way that cannot be known before it is evaluated. A name that a lambda or a loop
 * binds counts as read, and a field that cannot be parsed reads nothing: it fails before it gets there.
 */
export function keysRead(value: Value, name: string, options: FieldOptions = {}): ReadonlySet<string> | null {
  const reading = new Reading(name, options);
  reading.visit(value);
  return reading.isOpen ? null : reading.keys;
}

class Reading {
  readonly keys = new Set<string>();
  isOpen = false;
  readonly #name: string;
  readonly #options: FieldOptions;

  constructor(name: string, options: FieldOptions) {
    this.#name = name;
    this.#options = options;
  }

  visit(value: Value): void {
    if (typeof value === 'string') this.#field(value);
    else if (isArrayValue(value)) for (const item of value) this.visit(item);
    else if (isObjectValue(value)) for (const [, item] of entriesOf(value)) this.visit(item);
  }

  #field(source: string): void {
    try {
      switch (kindOfField(source, this.#options)) {
        case 'formula':
          return this.#tree(parseFormula(source, 1).formula);
        case 'text':
          return this.#tree(parseText(source));
        case 'liquid':
          return this.#template(source);
        case 'literal':
          return;
      }
    } catch (thrown) {
      toFormulaFailure(thrown);
    }
  }

  #tree(root: Formula | readonly TextPart[]): void {
    walk(root, (node, parent) => {
      if (node.kind === 'reference' && node.name === this.#name) this.#note(keyOf(node, parent));
    });
  }

  #template(source: string): void {
    walkTemplate(parseLiquid(source), {
      path: (path) => this.#path(path),
      assigns: () => undefined,
      product: (tag) => {
        const meaning = meaningOf(tag);
        if (meaning.kind === 'entry' && meaning.namespace === this.#name) this.#note(meaning.slug);
      },
    });
  }

  #path({ root, steps: [first] }: LiquidPath): void {
    // `{{ [x].y }}`: any name may be meant
    if (root.kind === 'index' && root.index.kind !== 'text') this.isOpen = true;
    const name =
      root.kind === 'name' ? root.name : root.kind === 'index' && root.index.kind === 'text' ? root.index.value : null;
    if (name !== this.#name) return;
    if (first?.kind === 'name') this.#note(first.name);
    else this.#note(first?.index.kind === 'text' ? first.index.value : null);
  }

  #note(key: string | null): void {
    if (key === null) this.isOpen = true;
    else this.keys.add(key);
  }
}

/** The key that the node around a reference reads from it; null: none, or a computed one. */
function keyOf(reference: Formula, parent: Formula | null): string | null {
  if (parent === null || partsOf(parent)[0] !== reference) return null;
  if (parent.kind === 'member') return parent.name;
  return parent.kind === 'index' && parent.index.kind === 'text' ? parent.index.value : null;
}
