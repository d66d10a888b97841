/** The door of the package: text → value. Pure; the same in the browser and in the server. */
export {
  compileField,
  compileFormula,
  type FieldOptions,
} from './evaluate/compile-field.ts';
export {
  type CompiledTemplate,
  compileTemplate,
  type TemplateError,
  type TemplatePath,
} from './evaluate/compile-template.ts';
export type { CompiledField } from './evaluate/compiled-field.ts';
export type { Budget, Environment, Scope } from './evaluate/environment.ts';
export { DEFAULT_BUDGET } from './evaluate/environment.ts';
export { evaluateLine, evaluateQuestion, type FormulaQuestion } from './evaluate/evaluate-line.ts';
export { isTruthy } from './evaluate/operators.ts';
export { readIndex, readMember } from './evaluate/paths.ts';
export { slugOf } from './evaluate/slug-of.ts';
export { type SpecialForm, specialForms } from './evaluate/special-forms.ts';
export { suggestFunction } from './evaluate/suggest-function.ts';
export type { Fix, FormulaError, FormulaErrorCode, Related, SourceRange } from './failure.ts';
export * from './functions/definition.ts';
export { loadOniguruma } from './functions/regex/oniguruma.ts';
export { compilePattern } from './functions/regex/pattern.ts';
export type { Pattern, PatternMatch, SearchMeter } from './functions/regex/pattern-shape.ts';
export { searchWithin } from './functions/regex/search-within.ts';
export { functionsByName } from './functions/registry.ts';
export { keysRead } from './language/keys-read.ts';
export * from './result.ts';
export { printFormula, printText } from './syntax/print-formula.ts';
export { quote, type Token } from './syntax/tokens.ts';
export type * from './syntax/tree.ts';
export { type ComputedValue, makeComputedObject, Refusal } from './value/computed-object.ts';
export { deepEqual } from './value/equal.ts';
export { type JsonFailure, type JsonLimits, parseJson, stringifyJson } from './value/json.ts';
export { kindOf, typeNameOf, type ValueKind } from './value/kind.ts';
export * from './value/number.ts';
export { compareValues } from './value/order.ts';
export { toText } from './value/text.ts';
export * from './value/value.ts';
