/** Everything that a formula can call, as the reference shows it: functions and special forms in one list by name. */
import { type FunctionDefinition, functionsByName, specialForms } from '@fabula/formula';

export type Entry = Omit<FunctionDefinition, 'call'>;

export const catalogue: readonly Entry[] = [...functionsByName.values(), ...specialForms].toSorted((a, b) =>
  a.name < b.name ? -1 : 1,
);

const byName: ReadonlyMap<string, Entry> = new Map(catalogue.map((entry) => [entry.name, entry]));

export function entryNamed(name: string): Entry | undefined {
  return byName.get(name.toUpperCase());
}

/** A function of several categories is found under each of them. */
export function categoriesOf({ category }: Entry): string[] {
  return category.split(',').map((name) => name.trim());
}

/** All categories, the fullest first. */
export const categories: readonly { readonly name: string; readonly count: number }[] = countCategories();

/** The category of an address; one that does not exist is none. */
export function knownCategory(name: string | undefined): string | undefined {
  return categories.find((category) => category.name === name)?.name;
}

function countCategories() {
  const counts = new Map<string, number>();
  for (const name of catalogue.flatMap(categoriesOf)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count);
}

/** Before and after in the order of names. */
export function neighboursOf(entry: Entry): { readonly previous: Entry | undefined; readonly next: Entry | undefined } {
  const at = catalogue.indexOf(entry);
  return { previous: catalogue[at - 1], next: catalogue[at + 1] };
}
