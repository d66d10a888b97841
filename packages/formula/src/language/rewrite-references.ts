/**
 * Rewrites what formulas call an action, wherever they read it. Only its name changes; everything else stays as it was written.
 * Where it cannot be told for sure what the name means, the field is left alone and reported.
 */
import type { FieldOptions } from '../evaluate/compile-field.ts';
import type { TemplatePath } from '../evaluate/compile-template.ts';
import type { SourceRange } from '../failure.ts';
import { entriesOf, isArrayValue, isObjectValue, makeObject, type Value } from '../value/value.ts';
import { type FieldReferences, type FoundReference, readReferences } from './field-references.ts';

/**
 * `unclear`: the field is broken where it may name the action, or a legacy template gives the name a value of its own.
 * `bound`: the new name means something else there, such as a parameter of a lambda. `no_name`: it cannot be written as one.
 * `whole`: the action is read as a whole where only its parts have another name.
 */
export type RenameObstacle = 'unclear' | 'bound' | 'no_name' | 'whole';

export interface UntouchedField {
  /** Where the field stands in the tree of options. */
  readonly path: TemplatePath;
  readonly source: string;
  readonly obstacle: RenameObstacle;
}

export interface RenamedTemplate {
  /** The given one when nothing changed; parts that did not change are shared. */
  readonly value: Value;
  /** Places that were changed. */
  readonly count: number;
  /** Fields that read the action, or may read it, and were not changed. */
  readonly untouched: readonly UntouchedField[];
}

export interface Replacement {
  /** What goes, in the stored text. */
  readonly range: SourceRange;
  readonly text: string;
  /** The first name that is read there afterwards. */
  readonly name: string;
}

/** What is written instead of one reference; null: there is nothing that could be. */
export type Replace = (source: string, reference: FoundReference) => Replacement | null;

export function rewriteReferences(
  template: Value,
  from: string,
  replace: Replace,
  options: FieldOptions = {},
): RenamedTemplate {
  const rewriting = new Rewriting(from, replace, options);
  const value = rewriting.value(template, []);
  return { value, count: rewriting.count, untouched: rewriting.untouched };
}

class Rewriting {
  count = 0;
  readonly untouched: UntouchedField[] = [];
  readonly #from: string;
  readonly #replace: Replace;
  readonly #options: FieldOptions;

  constructor(from: string, replace: Replace, options: FieldOptions) {
    this.#from = from;
    this.#replace = replace;
    this.#options = options;
  }

  value(value: Value, path: TemplatePath): Value {
    if (typeof value === 'string') return this.#field(value, path);
    if (isArrayValue(value)) {
      const items = value.map((item, index) => this.value(item, [...path, index]));
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    if (!isObjectValue(value)) return value;
    const entries = entriesOf(value);
    const rewritten = entries.map(([key, item]) => [key, this.value(item, [...path, key])] as const);
    return rewritten.some(([, item], index) => item !== entries[index]?.[1]) ? makeObject(rewritten) : value;
  }

  #field(source: string, path: TemplatePath): string {
    // Most fields do not even hold the letters.
    if (!source.includes(this.#from)) return source;
    const rewritten = this.#rewritten(source);
    if (typeof rewritten === 'string') return rewritten;
    this.untouched.push({ path, source, obstacle: rewritten.obstacle });
    return source;
  }

  #rewritten(source: string): string | { readonly obstacle: RenameObstacle } {
    const found = readReferences(source, this.#options);
    const places = found.references.filter(({ name }) => name === this.#from);
    if (found.isDoubtful(this.#from)) return { obstacle: 'unclear' };
    const replacements = new Map<FoundReference, Replacement>();
    for (const place of places) {
      const replacement = this.#replace(source, place);
      if (replacement === null) return { obstacle: 'whole' };
      if (found.isDoubtful(replacement.name)) return { obstacle: 'unclear' };
      if (place.isBoundHere(replacement.name)) return { obstacle: 'bound' };
      replacements.set(place, replacement);
    }
    if (replacements.size === 0) return source;
    const rewritten = replaceAt(source, [...replacements.values()]);
    const wanted = found.references.map((each) => replacements.get(each)?.name ?? each.name);
    if (!readsAs(readReferences(rewritten, this.#options), wanted)) return { obstacle: 'no_name' };
    this.count += places.length;
    return rewritten;
  }
}

/** What was written must read as the names that are meant; a word of the language, or two words, would not. */
function readsAs({ references }: FieldReferences, wanted: readonly string[]): boolean {
  return wanted.length === references.length && wanted.every((name, at) => references[at]?.name === name);
}

function replaceAt(source: string, replacements: readonly Replacement[]): string {
  let rewritten = '';
  let at = 0;
  for (const { range, text } of replacements.toSorted((a, b) => a.range[0] - b.range[0])) {
    rewritten += source.slice(at, range[0]) + text;
    at = range[1];
  }
  return rewritten + source.slice(at);
}
