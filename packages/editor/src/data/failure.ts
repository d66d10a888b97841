/** Reads what a request was refused for, so that each field shows its own problem. */
import { RequestFailure } from './http.ts';

/** What is wrong with this field, as the server says it. */
export function problemAt(error: Error | null, field: string): string | undefined {
  if (!(error instanceof RequestFailure)) return undefined;
  return error.problems.find((problem) => problem.field === field)?.details;
}

/** What is wrong apart from these fields; null when they say all of it. */
export function otherProblem(error: Error | null, fields: readonly string[]): string | null {
  if (error === null) return null;
  if (!(error instanceof RequestFailure)) return error.message;
  const rest = error.problems.filter(({ field }) => field === null || !fields.includes(field));
  return rest.length === 0 ? null : rest.map(({ details }) => details).join(' ');
}
