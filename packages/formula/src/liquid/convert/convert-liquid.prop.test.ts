import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testEnvironment } from '../../conformance/evaluating.test-kit.ts';
import { compileField } from '../../evaluate/compile-field.ts';
import type { Environment } from '../../evaluate/environment.ts';
import { functionsByLiquidFilter, functionsByName } from '../../functions/registry.ts';
import { fuzz } from '../../fuzz.test-kit.ts';
import { stringifyJson } from '../../value/json.ts';
import { getKey, isObjectValue, type Value } from '../../value/value.ts';
import { stockFilters } from '../stock-filters.ts';
import { convertLiquid, isLiquidText } from './convert-liquid.ts';
import { anyFilter, contexts, outputs, templates } from './templates.test-kit.ts';

/** The result as JSON, or that there is none. */
function outcome(source: string, context: Value): string {
  // Chance that runs the same way for both.
  let chance = 0.1;
  const random = () => {
    chance = (chance * 7.3) % 1;
    return chance;
  };
  const environment: Environment = { ...testEnvironment, random };
  const compiled = compileField(source);
  const lookup = (name: string) => (isObjectValue(context) ? getKey(context, name) : undefined);
  const result = compiled.ok ? compiled.value.evaluate({ lookup }, environment) : compiled;
  if (result.ok) return stringifyJson(result.value);
  return result.error.code === 'budget' ? 'too much' : 'an error';
}

let converted = 0;
let all = 0;

function expectSame(source: string, events: readonly Value[]): void {
  if (!isLiquidText(source)) return;
  all += 1;
  const conversion = convertLiquid(source);
  if (conversion.kind === 'kept') {
    expect(conversion.reasons.length).toBeGreaterThan(0);
    for (const { message, range } of conversion.reasons) {
      expect(message).not.toMatch(/cannot be written as a formula that is read back/);
      expect(range[0] >= 0 && range[0] < range[1] && range[1] <= source.length).toBe(true);
    }
    return;
  }
  converted += 1;
  for (const context of events) {
    const before = outcome(source, context);
    expect(`${conversion.source} gives ${outcome(conversion.source, context)}`).toBe(
      `${conversion.source} gives ${before}`,
    );
  }
}

const events = fc.array(contexts, { minLength: 4, maxLength: 4 });

test('a converted output gives what the template gave, for every event', () => {
  fuzz('converted outputs', fc.property(outputs, events, expectSame), 1_500);
});

test('a converted template gives what the template gave, for every event', () => {
  fuzz('converted templates', fc.property(templates, events, expectSame), 1_000);
});

/** Two runs of these need not agree: they draw random bytes from the platform. */
const RANDOM = /ENCRYPT|GENERATE|^ZIP$|^JWT_SIGN$|^RSA_SIGN$/;

test('every filter means the same as the function that it becomes', () => {
  const functions = [...functionsByName.keys()].filter((name) => !RANDOM.test(name)).map((name) => name.toLowerCase());
  const filters = [...functionsByLiquidFilter.keys(), ...stockFilters.keys()].filter(
    (name) => !RANDOM.test(name.toUpperCase()),
  );
  const names = [...filters, ...filters, ...filters, ...functions];
  fuzz('converted filters', fc.property(anyFilter(names), events, expectSame), 2_000);
});

test('enough of the generated templates are converted for the properties above to mean something', () => {
  expect(converted / all).toBeGreaterThan(0.4);
});
