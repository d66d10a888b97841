import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testEnvironment } from '../conformance/evaluating.test-kit.ts';
import { compileField } from '../evaluate/compile-field.ts';
import { functionsByLiquidFilter, functionsByName } from '../functions/registry.ts';
import { fuzz } from '../fuzz.test-kit.ts';
import { stringifyJson } from '../value/json.ts';
import { getKey, isObjectValue, type Value } from '../value/value.ts';
import { contexts, templates, values } from './convert/templates.test-kit.ts';
import { fromJson } from './liquid.test-kit.ts';
import { stockFilters } from './stock-filters.ts';

const SMALL = { ...testEnvironment, budget: { steps: 20_000, textSize: 200_000, depth: 50 } };

/** Renders and checks what every outcome promises; a throw fails the test by itself. */
function expectOutcome(source: string, context: Value): void {
  const compiled = compileField(source);
  const lookup = (name: string) => (isObjectValue(context) ? getKey(context, name) : undefined);
  const result = compiled.ok ? compiled.value.evaluate({ lookup }, SMALL) : compiled;
  if (result.ok) {
    const text = stringifyJson(result.value);
    expect(stringifyJson(fromJson(text))).toBe(text);
    return;
  }
  const [from, to] = result.error.range;
  expect(from >= 0 && from <= to && to <= source.length).toBe(true);
  expect(result.error.message).not.toMatch(/failed unexpectedly|The template cannot be read/);
}

test('any template ends in a value or in an error with a range', () => {
  fuzz('any template', fc.property(templates, contexts, expectOutcome), 1_000);
});

test('any filter takes any values', () => {
  const names = [...functionsByLiquidFilter.keys(), ...stockFilters.keys()];
  const others = [...functionsByName.keys()].map((name) => name.toLowerCase());
  const filter = fc.constantFrom(...names, ...others);
  const args = fc.array(fc.constantFrom('b', 'c', 'list', '1', '"k"', 'nil', 'k: b'), { maxLength: 3 });
  fuzz(
    'any filter',
    fc.property(filter, args, values, contexts, (name, given, input, context) => {
      const source = `{{ input | ${name}${given.length === 0 ? '' : `: ${given.join(', ')}`} | as_object }}`;
      const lookup = isObjectValue(context) ? context : {};
      expectOutcome(source, { ...Object.fromEntries(Object.entries(lookup)), input });
    }),
    1_500,
  );
});

test('any garbage is a text, a value, or an error with a range', () => {
  const words =
    '{{ }} {% %} {%- -%} {{- -}} if unless elsif else endif case when endcase for in endfor assign = capture endcapture ' +
    'raw endraw comment endcomment liquid echo cycle tablerow limit: offset: reversed break increment # render random ' +
    'a .b [ ] ( ) .. 1 -2.5 "x" \' " | upcase size: , : == != <> contains and or not empty blank nil true \\ < > % { }';
  const piece = fc.constantFrom(...words.split(' '), ' ', '\n', 'é', '😀');
  const garbage = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));
  fuzz(
    'any Liquid garbage',
    fc.property(garbage, contexts, (source, context) => {
      expectOutcome(source, context);
      expectOutcome(`{% ${source} %}`, context);
      expectOutcome(`{{ ${source} }}`, context);
    }),
    2_000,
  );
});
