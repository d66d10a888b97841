import { describe, expect, test } from 'vitest';
import { functionsByName } from '../functions/registry.ts';
import { outcomeOf } from './evaluating.test-kit.ts';
import { specialForms } from './special-forms.ts';

describe('the examples of the reference page are true', () => {
  const examples = specialForms.flatMap((form) => form.examples);
  test.each(examples)('$formula', ({ formula, context, result }) => {
    expect(outcomeOf(`=${formula}`, JSON.stringify(context ?? {}))).toBe(JSON.stringify(result));
  });
});

test('no function of the registry has the name of a special form', () => {
  expect(specialForms.map((form) => form.name).filter((name) => functionsByName.has(name))).toEqual([]);
});
