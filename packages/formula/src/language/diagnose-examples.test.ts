import { describe, expect, it } from 'vitest';
import { specialForms } from '../evaluate/special-forms.ts';
import { functionsByName } from '../functions/registry.ts';
import { diagnose } from './diagnose.ts';
import { sampleFrom } from './sample.test-kit.ts';

const examples = [...functionsByName.values(), ...specialForms].flatMap(({ name, examples: shown }) =>
  shown.filter(({ kind }) => kind === 'exact').map(({ formula, context }) => ({ name, formula, context })),
);

describe('in the examples of the documentation', () => {
  it('nothing is found that evaluation would refuse', () => {
    const found = examples.flatMap(({ formula, context }) => {
      const sample = sampleFrom(JSON.stringify(context ?? {}));
      return diagnose(formula, { mode: 'formula', sample })
        .filter(({ severity }) => severity === 'error')
        .map(({ message }) => `${formula}: ${message}`);
    });
    expect(found).toEqual([]);
  });
});
