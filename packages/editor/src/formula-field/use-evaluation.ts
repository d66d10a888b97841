/** The value of a formula while it is being written. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { FormulaAnswer, FormulaQuestion } from '../data/formula-answer.ts';
import { formulaQuery } from '../data/formula-evaluation.ts';
import { useSettled } from '../ui/use-settled.ts';
import { objectProblem } from './object-problem.ts';

const pauseMs = 150;

export interface Evaluation {
  /** The newest answer, of an older text while `isRunning`. */
  readonly answer: FormulaAnswer | undefined;
  readonly isRunning: boolean;
  /** Why there is no answer: the engine or the server is out of reach. */
  readonly failure: Error | null;
  readonly runAgain: () => void;
}

/** Evaluates when the writer pauses. An input that is no JSON object is not asked about; the last answer stays. */
export function useEvaluation({ formula, mode, input }: FormulaQuestion): Evaluation {
  const settledFormula = useSettled(formula, pauseMs);
  const settledInput = useSettled(input, pauseMs);
  const query = useQuery({
    ...formulaQuery({ formula: settledFormula, mode, input: settledInput }),
    enabled: objectProblem(settledInput) === null,
    placeholderData: keepPreviousData,
  });
  const isBehind = settledFormula !== formula || settledInput !== input;
  return {
    answer: query.data,
    isRunning: isBehind || query.isFetching,
    failure: query.error,
    runAgain: () => void query.refetch(),
  };
}
