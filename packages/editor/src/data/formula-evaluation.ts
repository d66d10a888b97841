/** What a formula gives on some data: evaluated in the browser, or on the server where the browser cannot. */
import { parseJson } from '@fabula/formula';
import { queryOptions } from '@tanstack/react-query';
import type { FormulaAnswer, FormulaQuestion, FormulaSteps } from './formula-answer.ts';
import { runFormula } from './formula-runner.ts';
import { evaluateOnServer } from './formula-server.ts';

/** Answers are kept only as long as somebody may go back a step. */
const keptForMs = 30_000;

export function formulaQuery(question: FormulaQuestion) {
  const { formula, mode, input } = question;
  return queryOptions({
    queryKey: ['formula', mode, formula, input],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: keptForMs,
    queryFn: ({ signal }) => evaluate(question, signal),
  });
}

/** The way to that value. A part that only the server can evaluate says so. */
export function stepsQuery(question: FormulaQuestion) {
  const { formula, mode, input } = question;
  return queryOptions({
    queryKey: ['formula-steps', mode, formula, input],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: keptForMs,
    queryFn: async ({ signal }): Promise<FormulaSteps | null> => {
      const answer = await runFormula({ ...question, want: 'steps' }, signal);
      return 'steps' in answer ? answer : null;
    },
  });
}

async function evaluate(question: FormulaQuestion, signal: AbortSignal): Promise<FormulaAnswer> {
  const answer = await runFormula({ ...question, want: 'result' }, signal);
  if ('problem' in answer) {
    if (answer.problem.code === 'needs_server') return evaluateOnServer(question, signal);
    return { kind: 'problem', problem: answer.problem, ranOn: 'browser' };
  }
  const value = 'json' in answer ? parseJson(answer.json) : null;
  if (!value?.ok || !('json' in answer)) throw new Error('The result of the formula could not be read.');
  return { kind: 'value', value: value.value, type: answer.type, ranOn: 'browser' };
}
