/** Something that the operator should know of. */
export interface EngineProblem {
  readonly kind: 'database_unavailable' | 'run_refused' | 'run_dropped' | 'action_threw' | 'fenced';
  readonly message: string;
}
