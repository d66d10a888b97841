/** Values from the query of a page's address: `?slug=value` for the kinds of input that are documented to take them. */
import { slugOf } from '@fabula/formula';
import { isInput, type Sent } from './read-submission.ts';
import type { InputElement, ShownPage } from './shown-page.ts';

const kinds: ReadonlySet<InputElement['kind']> = new Set([
  'short_text',
  'long_text',
  'email',
  'url',
  'option',
  'date',
  'boolean',
  'number',
  'slider',
]);

export function prefilled(page: ShownPage, query: readonly (readonly [string, string])[]): Sent {
  const values = new Map<string, string[]>();
  for (const element of page.containers.flatMap(({ rows }) => rows.flat())) {
    if (!isInput(element)) continue;
    const given = kinds.has(element.kind)
      ? query.filter(([name]) => name === element.slug || slugOf(name) === element.slug).map(([, value]) => value)
      : [];
    values.set(element.input, given.length === 0 ? [...element.values] : valuesFor(element, given));
  }
  return values;
}

function valuesFor(element: InputElement, given: readonly string[]): string[] {
  if (element.kind !== 'option') return [given.at(-1) ?? ''];
  const known = new Set(element.choices.map(({ value }) => value));
  const wanted = given
    .flatMap((value) => (known.has(value) ? [value] : value.split(',')))
    .filter((value) => known.has(value));
  return element.isMultiple ? wanted : wanted.slice(0, 1);
}
