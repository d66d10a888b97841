/** All legacy templates in the options of an action → formulas where that is safe, with a report for each. */
import type { FieldOptions } from '../../evaluate/compile-field.ts';
import type { TemplatePath } from '../../evaluate/compile-template.ts';
import { entriesOf, isArrayValue, isObjectValue, makeObject, type Value } from '../../value/value.ts';
import { convertLiquid, isLiquidText, type LiquidConversion } from './convert-liquid.ts';

export interface ConvertedField {
  /** Where the field stands in the tree. */
  readonly path: TemplatePath;
  readonly source: string;
  readonly conversion: LiquidConversion;
}

export interface TemplateConversion {
  /** The tree with what could be converted; everything else, keys and order included, as it was. */
  readonly value: Value;
  /** One entry for each legacy template, in the order of the tree. */
  readonly fields: readonly ConvertedField[];
}

export function convertLiquidTemplate(value: Value, options: FieldOptions = {}): TemplateConversion {
  const fields: ConvertedField[] = [];
  return { value: convertPart(value, [], options, fields), fields };
}

function convertPart(value: Value, path: TemplatePath, options: FieldOptions, fields: ConvertedField[]): Value {
  if (typeof value === 'string') {
    if (!isLiquidText(value, options)) return value;
    const conversion = convertLiquid(value, options);
    fields.push({ path, source: value, conversion });
    return conversion.kind === 'converted' ? conversion.source : value;
  }
  if (isArrayValue(value)) return value.map((item, index) => convertPart(item, [...path, index], options, fields));
  if (!isObjectValue(value)) return value;
  return makeObject(
    entriesOf(value).map(([key, item]) => [key, convertPart(item, [...path, key], options, fields)] as const),
  );
}
