/** The second door of the package: services for an editor. Loaded on demand; nothing here is needed to evaluate. */

export type { Diagnostic, DiagnosticCode, Severity } from './check/diagnostic.ts';
export { complete } from './language/complete.ts';
export type { CompletionItem, CompletionKind, Completions } from './language/complete-item.ts';
export { diagnose } from './language/diagnose.ts';
export type { ExplainScope } from './language/explain/notes.ts';
export type { Preview } from './language/explain/preview.ts';
export type { Step, StepKind, StepOutcome } from './language/explain/step.ts';
export { type Explanation, explain } from './language/explain.ts';
export { type Hover, hover } from './language/hover.ts';
export type { FieldMode, LanguageContext } from './language/language-context.ts';
export { parseTolerantly, type TolerantTree } from './syntax/parse-tolerantly.ts';
