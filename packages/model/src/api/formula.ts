/** Formulas evaluated on request. Not part of the documented API. */
import { isObjectValue, makeObject, type ObjectValue } from '@fabula/formula';
import { z } from 'zod';
import { choiceInput } from './input.ts';
import { anyOutput } from './output.ts';

const longestFormula = 100_000;

export const evaluateFormulaInput = z.object({
  formula: z
    .string({ error: 'must be text' })
    .max(longestFormula, { error: `must not be longer than ${longestFormula} characters` })
    .meta({ description: 'A formula, with or without a leading =, or a text with <<pills>> and <%tags%>.' }),
  field: choiceInput(['formula', 'text'])
    .default('formula')
    .meta({ description: 'How it is read: a formula has a typed result, a text field gives text.' }),
  context: z
    .custom<ObjectValue | null>((value) => value === null || isObjectValue(value), {
      error: 'must be an object or null',
    })
    .default(null)
    .transform((context) => context ?? makeObject([]))
    .meta({
      type: 'object',
      description:
        'First names that the formula may read, with their values. Nothing else can be read, no credential either.',
      additionalProperties: true,
    }),
});

const formulaErrorShape = z.object({
  code: z.string(),
  message: z.string(),
  range: z.array(z.int()).meta({ description: 'Where it went wrong: from and to, in UTF-16 units of the formula.' }),
});

/** One of the two: a formula that fails was evaluated all the same. The error first, because any answer has a `result`. */
export const evaluatedFormulaShape = z
  .union([z.object({ error: formulaErrorShape }), z.object({ result: anyOutput })])
  .meta({ id: 'EvaluatedFormula' });
