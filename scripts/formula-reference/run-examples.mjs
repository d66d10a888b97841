// Evaluates the examples of all functions as the conformance test does.

/** Every example that must hold, with what is wrong about it: null when nothing is. */
export async function examineAll(entries) {
  const { evaluateFormula, fromData } = await import('../../packages/formula/src/conformance/evaluating.test-kit.ts');
  const { deepEqual, stringifyJson } = await import('../../packages/formula/src/index.ts');

  const problemOf = ({ formula, context, result, kind }) => {
    const outcome = evaluateFormula(formula, fromData(context));
    if (kind === 'error') {
      const found = outcome.ok ? stringifyJson(outcome.value) : outcome.error.message;
      return found === result ? null : `gives ${found} instead of the error ${result}`;
    }
    if (!outcome.ok) return `fails: ${outcome.error.message}`;
    return deepEqual(outcome.value, fromData(result ?? null))
      ? null
      : `gives ${stringifyJson(outcome.value)} instead of ${JSON.stringify(result)}`;
  };

  return entries.flatMap(({ name, examples }) =>
    examples
      .filter(({ kind }) => kind !== 'illustrative')
      .map((example) => ({ name, example, problem: problemOf(example) })),
  );
}
