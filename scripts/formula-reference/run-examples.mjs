// Evaluates the examples of all functions as the conformance test does.

/**
 * Every example that must hold, with what is wrong about it: null when nothing is. `given` is the result as it was
 * evaluated, whose keys stand in the order in which a user sees them.
 */
export async function examineAll(entries) {
  const { evaluateFormula, fromData } = await import('../../packages/formula/src/conformance/evaluating.test-kit.ts');
  const { deepEqual, stringifyJson } = await import('../../packages/formula/src/index.ts');

  const problemOf = (outcome, { result, kind }) => {
    if (kind === 'error') {
      const found = outcome.ok ? stringifyJson(outcome.value) : outcome.error.message;
      return found === result ? null : `gives ${found} instead of the error ${result}`;
    }
    if (!outcome.ok) return `fails: ${outcome.error.message}`;
    return deepEqual(outcome.value, fromData(result ?? null))
      ? null
      : `gives ${stringifyJson(outcome.value)} instead of ${JSON.stringify(result)}`;
  };

  const examine = (name, example) => {
    const outcome = evaluateFormula(example.formula, fromData(example.context));
    const given = outcome.ok ? JSON.parse(stringifyJson(outcome.value)) : example.result;
    return { name, example, given, problem: problemOf(outcome, example) };
  };

  return entries.flatMap(({ name, examples }) =>
    examples.filter(({ kind }) => kind !== 'illustrative').map((example) => examine(name, example)),
  );
}
