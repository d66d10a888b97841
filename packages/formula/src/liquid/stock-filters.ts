/** Filters of Liquid, and of its wide-spread relatives, that formulas have no function for. */
import { FormulaFailure } from '../failure.ts';
import { anyValue, array, asValue, flag, integer, reserveText, spendOnText, text } from '../functions/arguments.ts';
import { stripEnd, stripStart } from '../functions/characters.ts';
import { dateFunctions } from '../functions/dates.ts';
import type { CallContext, CheckedArguments, FunctionDefinition, Parameter } from '../functions/definition.ts';
import { encodePercent } from '../functions/encoding/percent.ts';
import { isBlank, isTruthy } from '../functions/logic.ts';
import { keyword, optional, required } from '../functions/parameters.ts';
import { transliterate } from '../functions/transliterate.ts';
import { identityOf } from '../functions/value-identity.ts';
import { valueAt } from '../functions/value-path.ts';
import { deepEqual } from '../value/equal.ts';
import { add, fromDecimal, type NumberValue, toDecimal, toNumber } from '../value/number.ts';
import { isObjectValue, makeObject, type Value } from '../value/value.ts';

type Call = FunctionDefinition['call'];

const items = required('array', 'array');
const property = required('property', 'text');
const anyProperty = optional('property', 'text');
const wanted = optional('value', 'any');
const given = required('text', 'text');

const all: readonly FunctionDefinition[] = [
  stock(
    'default',
    [required('value', 'any'), optional('fallback', 'any'), keyword('allow_false', 'boolean', 'FALSE')],
    (args, context) => {
      const value = anyValue(args, context, 'value');
      if (value === false && flag(args, 'allow_false', false)) return false;
      return isBlank(value) ? anyValue(args, context, 'fallback') : value;
    },
  ),
  // Without a value, what lies at the property must be truthy; WHERE of formulas only asks whether it is there.
  stock('where', [items, property, wanted], (args, context) => listOf(args, context).filter(matcher(args, context))),
  stock('reject', [items, property, wanted], (args, context) => {
    const matches = matcher(args, context);
    return listOf(args, context).filter((item) => !matches(item));
  }),
  stock(
    'find',
    [items, property, wanted],
    (args, context) => listOf(args, context).find(matcher(args, context)) ?? null,
  ),
  stock('find_index', [items, property, wanted], (args, context) => {
    const index = listOf(args, context).findIndex(matcher(args, context));
    return index === -1 ? null : index;
  }),
  stock('has', [items, property, wanted], (args, context) => listOf(args, context).some(matcher(args, context))),
  stock('group_by', [items, property], (args, context) => {
    const groups = new Map<string, { readonly name: Value; readonly items: Value[] }>();
    for (const item of listOf(args, context)) {
      const name = propertyOf(item, args, context);
      const identity = identityOf(name, context);
      const known = groups.get(identity);
      if (known === undefined) groups.set(identity, { name, items: [item] });
      else known.items.push(item);
    }
    return Array.from(groups.values(), (group) => makeObject(Object.entries(group)));
  }),
  stock('uniq', [items, property], (args, context) => {
    const seen = new Set<string>();
    return listOf(args, context).filter((item) => {
      const identity = identityOf(propertyOf(item, args, context), context);
      if (seen.has(identity)) return false;
      seen.add(identity);
      return true;
    });
  }),
  stock('compact', [items, property], (args, context) =>
    listOf(args, context).filter((item) => propertyOf(item, args, context) !== null),
  ),
  /** What is no number counts as 0. */
  stock('sum', [items, anyProperty], (args, context) =>
    listOf(args, context).reduce<NumberValue>(
      (total, item) =>
        add(total, toNumber(args.get('property') === undefined ? item : propertyOf(item, args, context)) ?? 0),
      0,
    ),
  ),
  stock('push', [items, required('item', 'any')], (args, context) => [
    ...listOf(args, context),
    anyValue(args, context, 'item'),
  ]),
  stock('unshift', [items, required('item', 'any')], (args, context) => [
    anyValue(args, context, 'item'),
    ...listOf(args, context),
  ]),
  stock('pop', [items], (args, context) => listOf(args, context).slice(0, -1)),
  stock('shift', [items], (args, context) => listOf(args, context).slice(1)),
  stock('sample', [items, optional('count', 'integer')], (args, context) => {
    const left = [...listOf(args, context)];
    const count = Math.min(Math.max(integer(args, context, 'count', 1), 0), left.length);
    const chosen = Array.from({ length: count }, () => left.splice(Math.floor(context.random() * left.length), 1)[0]);
    context.spend(count * left.length);
    return args.get('count') === undefined ? (chosen[0] ?? null) : chosen.map((item) => item ?? null);
  }),
  stock('remove_last', [given, required('text_to_remove', 'text')], (args, context) =>
    replaceLast(context, text(args, context, 'text'), text(args, context, 'text_to_remove'), ''),
  ),
  stock('replace_last', [given, required('search', 'text'), required('replace_with', 'text')], (args, context) =>
    replaceLast(
      context,
      text(args, context, 'text'),
      text(args, context, 'search'),
      text(args, context, 'replace_with'),
    ),
  ),
  stock('squish', [given], (args, context) => stripEnd(stripStart(singleSpaced(args, context)))),
  stock('normalize_whitespace', [given], (args, context) => singleSpaced(args, context)),
  stock('number_of_words', [given], (args, context) => {
    const words = text(args, context, 'text').match(/[^\s\0]+/g);
    return words?.length ?? 0;
  }),
  stock('array_to_sentence_string', [items, optional('connector', 'text')], sentence),
  stock('slugify', [given, optional('mode', 'text')], slugify),
  stock('uri_escape', [given], (args, context) => {
    const escaped = encodePercent(text(args, context, 'text'));
    reserveText(context, escaped.length);
    // What separates the parts of an address stays as it is.
    return escaped.replace(/%(?:2[134678BCF]|3[ABDF]|40|5[BD]|2A|29)/g, (code) =>
      String.fromCharCode(Number.parseInt(code.slice(1), 16)),
    );
  }),
  ...dateFilters(),
  stock('to_integer', [required('value', 'number')], (args, context) => {
    const value = toNumber(anyValue(args, context, 'value')) ?? 0;
    return fromDecimal(toDecimal(value).trunc(), false);
  }),
];

export const stockFilters: ReadonlyMap<string, FunctionDefinition> = new Map(
  all.map((definition) => [definition.name, definition]),
);

function stock(name: string, parameters: readonly Parameter[], call: Call): FunctionDefinition {
  return { name, category: 'Liquid', summary: '', parameters, returns: 'any', examples: [], call };
}

/** Dates in the formats that have names. */
function dateFilters(): readonly FunctionDefinition[] {
  const formats = {
    date_to_xmlschema: '%Y-%m-%dT%H:%M:%S%:z',
    date_to_rfc822: '%a, %d %b %Y %H:%M:%S %z',
    date_to_string: '%d %b %Y',
    date_to_long_string: '%d %B %Y',
  };
  const date = dateFunctions.find(({ name }) => name === 'DATE');
  if (date === undefined) throw new Error('there is no function DATE');
  return Object.entries(formats).map(([name, format]) =>
    stock(name, date.parameters.slice(0, 1), (args, context) =>
      date.call(
        { get: (parameter) => (parameter === 'format' ? format : args.get(parameter)), rest: () => [] },
        context,
      ),
    ),
  );
}

function listOf(args: CheckedArguments, context: CallContext): readonly Value[] {
  const list = array(args, context, 'array');
  context.spend(Math.floor(list.length / 4));
  return list;
}

function propertyOf(item: Value, args: CheckedArguments, context: CallContext): Value {
  return valueAt(item, text(args, context, 'property')) ?? null;
}

function matcher(args: CheckedArguments, context: CallContext): (item: Value) => boolean {
  const path = text(args, context, 'property');
  const expected = args.get('value');
  if (expected === undefined) return (item) => isObjectValue(item) && isTruthy(valueAt(item, path) ?? null);
  const value = asValue(expected, context, 'value');
  return (item) => isObjectValue(item) && deepEqual(valueAt(item, path) ?? null, value);
}

function replaceLast(context: CallContext, whole: string, search: string, replacement: string): string {
  const at = whole.lastIndexOf(search);
  if (at === -1) return whole;
  reserveText(context, whole.length + replacement.length);
  return whole.slice(0, at) + replacement + whole.slice(at + search.length);
}

function singleSpaced(args: CheckedArguments, context: CallContext): string {
  return text(args, context, 'text').replace(/[\s\0]+/g, ' ');
}

function sentence(args: CheckedArguments, context: CallContext): string {
  const pieces = listOf(args, context).map((item) => {
    const piece = context.toText(item);
    spendOnText(context, piece.length);
    return piece;
  });
  const connector = text(args, context, 'connector', 'and');
  const last = pieces.at(-1) ?? '';
  if (pieces.length < 2) return last;
  if (pieces.length === 2) return `${pieces[0]} ${connector} ${last}`;
  return `${pieces.slice(0, -1).join(', ')}, ${connector} ${last}`;
}

const SLUG_SEPARATORS: ReadonlyMap<string, RegExp> = new Map([
  ['default', /[^\p{M}\p{L}\p{Nd}]+/gu],
  ['latin', /[^\p{M}\p{L}\p{Nd}]+/gu],
  ['raw', /\s+/g],
  ['pretty', /[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+/gu],
  ['ascii', /[^A-Za-z0-9]+/g],
]);

function slugify(args: CheckedArguments, context: CallContext): string {
  const mode = text(args, context, 'mode', 'default');
  const whole = text(args, context, 'text');
  context.spend(Math.floor(whole.length / 8));
  if (mode === 'none') return whole.toLowerCase();
  const separators = SLUG_SEPARATORS.get(mode);
  if (separators === undefined) {
    const modes = [...SLUG_SEPARATORS.keys(), 'none'].join(', ');
    throw new FormulaFailure('function', `unknown mode "${mode.slice(0, 40)}"; one of ${modes}`);
  }
  const slug = (mode === 'latin' ? transliterate(whole) : whole).replace(separators, '-');
  return slug.replace(/^-|-$/g, '').toLowerCase();
}
