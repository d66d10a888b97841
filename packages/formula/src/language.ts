/** The second door of the package: services for an editor. Loaded on demand; nothing here is needed to evaluate. */

export type { Diagnostic, DiagnosticCode, Severity } from './check/diagnostic.ts';
export { nodesAt, type SyntaxNode } from './language/caret.ts';
export { complete } from './language/complete.ts';
export type { CompletionItem, CompletionKind, Completions } from './language/complete-item.ts';
export { diagnose } from './language/diagnose.ts';
export type { ExplainScope } from './language/explain/notes.ts';
export type { Preview } from './language/explain/preview.ts';
export type { Step, StepKind, StepOutcome } from './language/explain/step.ts';
export { type Explanation, explain } from './language/explain.ts';
export { type FieldReference, referencesIn } from './language/field-references.ts';
export { type FormatOptions, formatFormula } from './language/format.ts';
export { type HighlightKind, type HighlightToken, highlight } from './language/highlight.ts';
export { type Hover, hover } from './language/hover.ts';
export type { FieldMode, LanguageContext } from './language/language-context.ts';
export { nestSlug, unnestSlugs } from './language/nest-slug.ts';
export { renameSlug, renameSlugInStory } from './language/rename-slug.ts';
export type { RenamedTemplate, RenameObstacle, UntouchedField } from './language/rewrite-references.ts';
export { type SignatureHelp, type SignatureParameter, signatureHelp } from './language/signature-help.ts';
export {
  convertLiquid,
  isLiquidText,
  type KeptReason,
  type LiquidConversion,
} from './liquid/convert/convert-liquid.ts';
export {
  type ConvertedField,
  convertLiquidTemplate,
  type TemplateConversion,
} from './liquid/convert/convert-template.ts';
export { parseTolerantly, type TolerantTree } from './syntax/parse-tolerantly.ts';
