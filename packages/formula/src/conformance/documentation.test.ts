/** What reference pages, completion and hover texts rely on. */
import { expect, test } from 'vitest';
import { specialForms } from '../evaluate/special-forms.ts';
import type { FunctionDefinition } from '../functions/definition.ts';
import { functionsByName } from '../functions/registry.ts';
import { signatureOf } from '../functions/signature.ts';

const documented: readonly Omit<FunctionDefinition, 'call'>[] = [...functionsByName.values(), ...specialForms];

test('every function is described as a reader needs it', () => {
  const names = new Set(documented.map(({ name }) => name));
  const lacking = documented.flatMap((definition) => {
    const { name, summary, parameters, returns, seeAlso = [], examples } = definition;
    return [
      summary.endsWith('.') ? '' : `${name} has no summary that is a sentence`,
      returns === '' ? `${name} does not say what it returns` : '',
      ...parameters.map((given) => (given.notes === undefined ? `${name} says nothing about ${given.name}` : '')),
      ...seeAlso.map((other) => (names.has(other) && other !== name ? '' : `${name} refers to ${other}`)),
      // Those that need a key or the server are tested with their family; here they are shown.
      examples.length > 0 ? '' : `${name} has no example`,
    ];
  });
  expect(lacking.filter((problem) => problem !== '')).toEqual([]);
});

test.each([
  ['JOIN', 'JOIN(array, join_text)'],
  ['SORT', 'SORT(array, [path], [include_json_paths: FALSE])'],
  ['MERGE', 'MERGE(object, ...)'],
  ['ARRAY', 'ARRAY([element, ...])'],
  ['NOW', 'NOW()'],
  ['SWITCH', 'SWITCH(expression, value_to_compare, value_to_return, [more, ...])'],
])('the signature of %s is %s', (name, signature) => {
  const definition = documented.find((given) => given.name === name);
  expect(definition === undefined ? '' : signatureOf(definition)).toBe(signature);
});
