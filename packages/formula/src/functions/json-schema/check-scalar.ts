/** The keywords that look at one value without going into it: type, enum, const, and those of numbers and texts. */
import { deepEqual } from '../../value/equal.ts';
import {
  compareNumbers,
  isFloat,
  isNumberValue,
  type NumberValue,
  numberToText,
  toDecimal,
} from '../../value/number.ts';
import { isArrayValue, isObjectValue, type Value } from '../../value/value.ts';
import { characterCount } from '../characters.ts';
import type { CallContext } from '../definition.ts';
import { compilePattern } from '../regex/pattern.ts';
import type { SchemaDraft } from './schema-draft.ts';
import { isFormat } from './schema-formats.ts';
import type { SchemaNode } from './schema-node.ts';
import { placeName } from './schema-problem.ts';

const typeNames = ['null', 'boolean', 'object', 'array', 'number', 'integer', 'string'] as const;
type TypeName = (typeof typeNames)[number];

/** The messages about this value. */
export function scalarProblems(
  node: SchemaNode,
  value: Value,
  pointer: string,
  draft: SchemaDraft,
  context: CallContext,
): string[] {
  const problems: string[] = [];
  const place = placeName(pointer);
  const wrongType = typeProblem(node, value, draft, context);
  if (wrongType !== undefined) problems.push(`value at ${place} ${wrongType}`);
  const allowed = node.list('enum');
  if (allowed !== undefined) {
    context.spend(allowed.length);
    if (!allowed.some((item) => deepEqual(item, value)))
      problems.push(`value at ${place} is not one of: ${shown(allowed, context)}`);
  }
  const only = node.get('const');
  if (only !== undefined && !deepEqual(only, value)) problems.push(`value at ${place} is not: ${shown(only, context)}`);
  if (isNumberValue(value))
    for (const problem of numberProblems(node, value, context)) problems.push(`number at ${place} ${problem}`);
  if (typeof value === 'string') problems.push(...textProblems(node, value, place, context));
  return problems;
}

function typeProblem(node: SchemaNode, value: Value, draft: SchemaDraft, context: CallContext): string | undefined {
  const wanted = node.get('type');
  if (wanted === undefined) return undefined;
  const names = isArrayValue(wanted) ? node.textsOf('type', wanted) : [node.text('type') ?? ''];
  for (const name of names)
    if (isTypeName(name) ? isOfType(value, name, draft) : unknownType(name, context)) return undefined;
  const [name = ''] = names;
  if (names.length !== 1) return `is not one of the types: ${names.join(', ')}`;
  return name === 'null' ? 'is not null' : `is not ${/^[aio]/.test(name) ? 'an' : 'a'} ${name}`;
}

function unknownType(name: string, context: CallContext): never {
  return context.fail(
    `the schema is not valid: there is no type "${name.slice(0, 40)}"; types are ${typeNames.join(', ')}`,
  );
}

function isTypeName(name: string): name is TypeName {
  return typeNames.some((known) => known === name);
}

function isOfType(value: Value, type: TypeName, draft: SchemaDraft): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string';
    case 'array':
      return isArrayValue(value);
    case 'object':
      return isObjectValue(value);
    case 'number':
      return isNumberValue(value);
    case 'integer':
      // 1.0 counts as whole from draft 6 on.
      return isNumberValue(value) && (!isFloat(value) || (draft !== 4 && toDecimal(value).isInteger()));
  }
}

function* numberProblems(node: SchemaNode, value: NumberValue, context: CallContext): Iterable<string> {
  // Draft 4 has a flag beside the limit; later a limit of its own.
  const excludesLeast = node.get('exclusiveMinimum') === true;
  const excludesMost = node.get('exclusiveMaximum') === true;
  const least = node.number('minimum');
  if (least !== undefined && !excludesLeast && compareNumbers(value, least) < 0)
    yield `is less than: ${numberToText(least)}`;
  const above = excludesLeast ? least : limitOf(node, 'exclusiveMinimum');
  if (above !== undefined && compareNumbers(value, above) <= 0)
    yield `is less than or equal to: ${numberToText(above)}`;
  const most = node.number('maximum');
  if (most !== undefined && !excludesMost && compareNumbers(value, most) > 0)
    yield `is greater than: ${numberToText(most)}`;
  const below = excludesMost ? most : limitOf(node, 'exclusiveMaximum');
  if (below !== undefined && compareNumbers(value, below) >= 0)
    yield `is greater than or equal to: ${numberToText(below)}`;
  const factor = node.number('multipleOf');
  if (factor !== undefined && !isMultipleOf(value, factor, context))
    yield `is not a multiple of: ${numberToText(factor)}`;
}

function limitOf(node: SchemaNode, keyword: string): NumberValue | undefined {
  return typeof node.get(keyword) === 'boolean' ? undefined : node.number(keyword);
}

/** Exact for numbers of any size: the power of ten that may lie between them is never written out. */
function isMultipleOf(value: NumberValue, factor: NumberValue, context: CallContext): boolean {
  const [dividend, divisor] = [scientific(value), scientific(factor)];
  if (divisor.digits <= 0n) return context.fail('the schema is not valid: `multipleOf` must be greater than 0');
  const shift = dividend.exponent - divisor.exponent;
  if (shift >= 0) return (dividend.digits * powerOfTenModulo(shift, divisor.digits)) % divisor.digits === 0n;
  // A number is no multiple of one that has more zeros at its end than itself has digits.
  if (-shift > dividend.digits.toString().length) return dividend.digits === 0n;
  return dividend.digits % (divisor.digits * 10n ** BigInt(-shift)) === 0n;
}

/** `digits` times ten to the `exponent`. */
function scientific(value: NumberValue): { readonly digits: bigint; readonly exponent: number } {
  const [mantissa = '', exponent = '0'] = toDecimal(value).toExponential().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

function powerOfTenModulo(exponent: number, modulus: bigint): bigint {
  let power = 1n % modulus;
  let square = 10n % modulus;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = (power * square) % modulus;
    square = (square * square) % modulus;
  }
  return power;
}

function textProblems(node: SchemaNode, value: string, place: string, context: CallContext): string[] {
  const problems: string[] = [];
  const [least, most] = [node.count('minLength'), node.count('maxLength')];
  if (least !== undefined || most !== undefined) {
    context.spend(1 + Math.floor(value.length / 64));
    const length = characterCount(value);
    if (most !== undefined && length > most) problems.push(`string length at ${place} is greater than: ${most}`);
    if (least !== undefined && length < least) problems.push(`string length at ${place} is less than: ${least}`);
  }
  const pattern = node.text('pattern');
  if (pattern !== undefined && !matchesPattern(pattern, value, context))
    problems.push(`string at ${place} does not match pattern: ${pattern.slice(0, 200)}`);
  const format = node.text('format');
  if (format !== undefined && !isFormat(format, value, context))
    problems.push(`value at ${place} does not match format: ${format}`);
  return problems;
}

/**
 * Patterns of schemas are those of JavaScript, where `^` and `$` mean the whole text and not a line. They run on the
 * linear engine of the language, so that no schema can hang.
 */
export function matchesPattern(source: string, text: string, context: CallContext): boolean {
  const pattern = compilePattern(withWholeTextAnchors(source), '');
  if (!pattern.ok) return context.fail(`the schema is not valid: ${pattern.error}`);
  context.spend(1 + Math.floor((pattern.value.size * text.length) / 1_000));
  return pattern.value.test(text, context);
}

function withWholeTextAnchors(source: string): string {
  // An escape, a bracket with what is in it, or an anchor: only the last changes.
  return source.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|[$^]/g, (part) =>
    part === '^' ? '\\A' : part === '$' ? '\\z' : part,
  );
}

function shown(value: Value, context: CallContext): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : context.toText(value);
  const written = value === null ? 'null' : text;
  return written.length > 200 ? `${written.slice(0, 200)}…` : written;
}
