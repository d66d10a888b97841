/** Reads why a request failed: what is wrong with each field, so that it shows its own problem, and whether it is worth another try. */
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

/** Silence, a server that cannot at the moment, too many requests: worth another try. */
export function mayPass(error: Error & { readonly status?: unknown }): boolean {
  const { status } = error;
  return typeof status === 'number' && (status === 0 || status === 429 || status >= 500);
}

/** Somebody else was faster: what is there has to be read again. */
export function isOvertaken(error: Error & { readonly status?: unknown }): boolean {
  return error.status === 409;
}
