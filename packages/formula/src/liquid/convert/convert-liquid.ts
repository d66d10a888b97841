/**
 * Legacy template → formula, where the meaning is provably the same for all inputs: each step is written with functions that do
 * what the template does, including what Liquid takes for granted (a missing list is empty, a text that is no number is 0).
 * Where that cannot be said in a formula, the template stays as it is, and the reasons say where and why.
 */
import { compileField, type FieldOptions } from '../../evaluate/compile-field.ts';
import { type FormulaError, toFormulaFailure } from '../../failure.ts';
import { parseFormula } from '../../syntax/parse-formula.ts';
import { parseText } from '../../syntax/parse-text.ts';
import { printFormula } from '../../syntax/print-formula.ts';
import { compileLiquid } from '../compile-liquid.ts';
import { parseLiquid } from '../parse-liquid.ts';
import { ConversionState, type KeptReason } from './conversion-state.ts';
import { convertNodes } from './convert-nodes.ts';
import { printField } from './print-field.ts';
import { mayBeTyped, typedForm } from './typed-form.ts';

export type { KeptReason };

export type LiquidConversion =
  | { readonly kind: 'converted'; readonly source: string; readonly field: 'formula' | 'text' }
  | { readonly kind: 'kept'; readonly reasons: readonly KeptReason[] };

/** Whether {@link compileField} takes a text for a legacy template. */
export function isLiquidText(source: string, { standardLibVersion = null }: FieldOptions = {}): boolean {
  if (source.startsWith('=') || !/\{[{%]/.test(source)) return false;
  return standardLibVersion === null || !/<[<%]/.test(source);
}

/** The field that means the same as a legacy template, or why there is none. Ranges are ranges of `source`. */
export function convertLiquid(source: string, options: FieldOptions = {}): LiquidConversion {
  const whole = [0, source.length] as const;
  if (!isLiquidText(source, options)) return kept([{ range: whole, message: 'The text is no legacy template' }]);
  const compiled = compileLiquid(source);
  if (!compiled.ok) return kept([reasonOf(compiled.error)]);
  if (compiled.value.problems.length > 0) return kept(compiled.value.problems.map(reasonOf));
  try {
    return convertParsed(source, options);
  } catch (thrown) {
    const { message, range } = toFormulaFailure(thrown);
    return kept([{ range: range ?? whole, message }]);
  }
}

function convertParsed(source: string, options: FieldOptions): LiquidConversion {
  const nodes = parseLiquid(source);
  const state = new ConversionState();
  if (mayBeTyped(nodes)) {
    const formula = typedForm(nodes, state);
    if (formula === null) {
      const message =
        '`as_object` would give a value in some cases and text in others; a field is either a formula or text';
      state.keep([0, source.length], message);
    }
    if (formula === null || state.reasons.length > 0) return kept(state.reasons);
    const field = `=${printFormula(formula)}`;
    return checked(source, field, 'formula', options, () => isSame(parseFormula(field, 1).formula, formula));
  }
  const converted = convertNodes(nodes, state);
  if (state.reasons.length > 0) return kept(state.reasons);
  const { source: field, parts } = printField(converted);
  return checked(source, field, 'text', options, () => isSame(parseText(field), parts));
}

/** The last look: what is stored must be read back as the very tree that was built, and must compile without problems. */
function checked(
  original: string,
  source: string,
  field: 'formula' | 'text',
  options: FieldOptions,
  isReadBack: () => boolean,
): LiquidConversion {
  const compiled = compileField(source, options);
  const kinds: readonly string[] = field === 'formula' ? ['formula'] : ['text', 'literal'];
  const isGood = compiled.ok && kinds.includes(compiled.value.kind) && compiled.value.problems.length === 0;
  if (isGood && isReadBack()) return { kind: 'converted', source, field };
  return kept([
    { range: [0, original.length], message: 'The template cannot be written as a formula that is read back' },
  ]);
}

function isSame(a: unknown, b: unknown): boolean {
  const withoutRanges = (key: string, value: unknown) => (/range$/i.test(key) ? undefined : value);
  return JSON.stringify(a, withoutRanges) === JSON.stringify(b, withoutRanges);
}

function kept(reasons: readonly KeptReason[]): LiquidConversion {
  return { kind: 'kept', reasons };
}

function reasonOf({ message, range }: FormulaError): KeptReason {
  return { range, message };
}
