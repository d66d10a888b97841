/** Formulas that the browser cannot evaluate by itself: the server does, on the same data. */
import { kindOf } from '@fabula/formula';
import { evaluatedFormulaShape } from '@fabula/model';
import type { FormulaAnswer, FormulaQuestion } from './formula-answer.ts';
import { request } from './http.ts';

export async function evaluateOnServer(question: FormulaQuestion, signal: AbortSignal): Promise<FormulaAnswer> {
  const { formula, mode, input } = question;
  const answer = await request('/api/formulas/evaluate', evaluatedFormulaShape, {
    method: 'POST',
    // The input is JSON already and goes in unparsed.
    body: `{"formula":${JSON.stringify(formula)},"field":"${mode}","context":${input}}`,
    signal,
  });
  if ('result' in answer) {
    return { kind: 'value', value: answer.result, type: kindOf(answer.result), ranOn: 'server' };
  }
  const { code, message, range } = answer.error;
  const [from = 0, to = formula.length] = range;
  return { kind: 'problem', problem: { code, message, range: [from, to] }, ranOn: 'server' };
}
