/** What an editor underlines. */
import type { Fix, Related, SourceRange } from '../failure.ts';

export type DiagnosticCode =
  | 'syntax'
  | 'unknown_function'
  | 'arguments'
  | 'type'
  | 'lambda'
  | 'unknown_name'
  | 'missing_key'
  | 'deprecated'
  | 'always_same'
  | 'habit';

/**
 * `error`: evaluation fails when it gets there, whatever the event. `warning`: it probably goes wrong, or went wrong with the
 * sample. `hint`: worth a look.
 */
export type Severity = 'error' | 'warning' | 'hint';

export interface Diagnostic {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  /** What was found, what was expected, how to mend it. */
  readonly message: string;
  readonly range: SourceRange;
  readonly fix?: Fix;
  readonly related?: Related;
}
