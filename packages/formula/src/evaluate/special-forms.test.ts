import { expect, test } from 'vitest';
import { functionsByName } from '../functions/registry.ts';
import { specialForms } from './special-forms.ts';

test('no function of the registry has the name of a special form', () => {
  expect(specialForms.map((form) => form.name).filter((name) => functionsByName.has(name))).toEqual([]);
});
