/**
 * Renames an action in the formulas that read it. Only the letters of its name change; everything else stays as it was
 * written. Where it cannot be told for sure what the name means, the field is left alone and reported.
 */
import type { FieldOptions } from '../evaluate/compile-field.ts';
import type { TemplatePath } from '../evaluate/compile-template.ts';
import { entriesOf, isArrayValue, isObjectValue, makeObject, type Value } from '../value/value.ts';
import { type FieldReferences, readReferences } from './field-references.ts';

/**
 * `unclear`: the field is broken where it may name the action, or a legacy template gives the name a value of its own.
 * `bound`: the new name means something else there, such as a parameter of a lambda. `no_name`: it cannot be written as one.
 */
export type RenameObstacle = 'unclear' | 'bound' | 'no_name';

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

/** In the options of one action. */
export function renameSlug(template: Value, from: string, to: string, options: FieldOptions = {}): RenamedTemplate {
  if (from === to) return { value: template, count: 0, untouched: [] };
  return rewrite(template, from, (_source, [, end]) => ({ name: to, text: to, end }), options);
}

/** In the options of all actions of a story, in their order; `count` is that of all. */
export function renameSlugInStory(
  templates: readonly Value[],
  from: string,
  to: string,
  options: FieldOptions = {},
): { readonly templates: readonly RenamedTemplate[]; readonly count: number } {
  const renamed = templates.map((template) => renameSlug(template, from, to, options));
  return { templates: renamed, count: renamed.reduce((sum, { count }) => sum + count, 0) };
}

/** What was read by its own name is read as a part of another: `from.a` becomes `parent.from.a`. In the options of one action. */
export function nestSlug(template: Value, from: string, parent: string, options: FieldOptions = {}): RenamedTemplate {
  return rewrite(template, from, (_source, [, end]) => ({ name: parent, text: `${parent}.${from}`, end }), options);
}

/**
 * The other way: `parent.key.a` becomes `names.get(key).a`. Where the parent is read as a whole, or a part of it that has no
 * name, the field is left alone.
 */
export function unnestSlug(
  template: Value,
  parent: string,
  names: ReadonlyMap<string, string>,
  options: FieldOptions = {},
): RenamedTemplate {
  const unnest: Rewrite = (source, [, end]) => {
    const [whole = '', key = ''] = /^\.([A-Za-z_]\w*)/.exec(source.slice(end)) ?? [];
    const name = names.get(key);
    return name === undefined ? null : { name, text: name, end: end + whole.length };
  };
  return rewrite(template, parent, unnest, options);
}

/** `name`: the first name that is read then; `text`: what is written, from the beginning of the old name to `end`. null: it cannot be. */
type Rewrite = (
  source: string,
  range: readonly [number, number],
) => { readonly name: string; readonly text: string; readonly end: number } | null;

function rewrite(template: Value, from: string, each: Rewrite, options: FieldOptions): RenamedTemplate {
  const renaming = new Renaming(from, each, options);
  const value = renaming.value(template, []);
  return { value, count: renaming.count, untouched: renaming.untouched };
}

class Renaming {
  count = 0;
  readonly untouched: UntouchedField[] = [];
  readonly #from: string;
  readonly #rewrite: Rewrite;
  readonly #options: FieldOptions;

  constructor(from: string, rewrite: Rewrite, options: FieldOptions) {
    this.#from = from;
    this.#rewrite = rewrite;
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
    const renamed = entries.map(([key, item]) => [key, this.value(item, [...path, key])] as const);
    return renamed.some(([, item], index) => item !== entries[index]?.[1]) ? makeObject(renamed) : value;
  }

  #field(source: string, path: TemplatePath): string {
    // Most fields do not even hold the letters.
    if (!source.includes(this.#from)) return source;
    const renamed = this.#renamed(source);
    if (typeof renamed === 'string') return renamed;
    this.untouched.push({ path, source, obstacle: renamed.obstacle });
    return source;
  }

  #renamed(source: string): string | { readonly obstacle: RenameObstacle } {
    const found = readReferences(source, this.#options);
    const places = found.references.filter(({ name }) => name === this.#from);
    if (found.isDoubtful(this.#from)) return { obstacle: 'unclear' };
    if (places.length === 0) return source;
    const changes = places.map((place) => ({ place, rewritten: this.#rewrite(source, place.range) }));
    const names: string[] = [];
    let renamed = '';
    let at = 0;
    for (const { place, rewritten } of changes.toSorted((a, b) => a.place.range[0] - b.place.range[0])) {
      if (rewritten === null || found.isDoubtful(rewritten.name)) return { obstacle: 'unclear' };
      if (place.isBoundHere(rewritten.name)) return { obstacle: 'bound' };
      renamed += source.slice(at, place.range[0]) + rewritten.text;
      at = rewritten.end;
    }
    renamed += source.slice(at);
    for (const { rewritten } of changes) names.push(rewritten?.name ?? '');
    if (!this.#readsTheSame(found, readReferences(renamed, this.#options), names)) return { obstacle: 'no_name' };
    this.count += places.length;
    return renamed;
  }

  /** What was written must read as the same names but one; a word of the language, or two words, would not. `names`: of that one. */
  #readsTheSame(before: FieldReferences, after: FieldReferences, names: readonly string[]): boolean {
    const rest = [...names];
    const wanted = before.references.map(({ name }) => (name === this.#from ? rest.shift() : name));
    return wanted.length === after.references.length && wanted.every((name, at) => after.references[at]?.name === name);
  }
}
