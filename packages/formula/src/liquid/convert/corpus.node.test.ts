/**
 * The legacy templates of real stories, read from the folder that FABULA_STORY_CORPUS names: each is converted or kept with
 * reasons, and what is converted gives the same for events that are made up from the names it reads.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testEnvironment } from '../../conformance/evaluating.test-kit.ts';
import { compileField } from '../../evaluate/compile-field.ts';
import { stringifyJson } from '../../value/json.ts';
import { entriesOf, getKey, isArrayValue, isObjectValue, makeObject, type Value } from '../../value/value.ts';
import { fromJson } from '../liquid.test-kit.ts';
import { convertLiquid, isLiquidText } from './convert-liquid.ts';
import { values } from './templates.test-kit.ts';

const corpus = process.env['FABULA_STORY_CORPUS'];
if (corpus === undefined) console.warn('FABULA_STORY_CORPUS is not set: no templates of real stories are converted.');

const fields = corpus === undefined ? [] : liquidFields(corpus);

/** Texts of all stories that are older than formulas or look like Liquid. */
function liquidFields(folder: string): readonly string[] {
  const found = new Set<string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const story = fromJson(readFileSync(join(folder, file), 'utf8'));
    const version = isObjectValue(story) ? getKey(story, 'standard_lib_version') : undefined;
    collect(story, typeof version === 'number' ? version : null, found);
  }
  return [...found];
}

function collect(value: Value, standardLibVersion: number | null, found: Set<string>): void {
  if (typeof value === 'string') {
    if (isLiquidText(value, { standardLibVersion }) && compileField(value, { standardLibVersion }).ok) found.add(value);
  } else if (isArrayValue(value)) {
    for (const item of value) collect(item, standardLibVersion, found);
  } else if (isObjectValue(value)) {
    for (const [, item] of entriesOf(value)) collect(item, standardLibVersion, found);
  }
}

function outcome(source: string, context: Value): string {
  const compiled = compileField(source);
  const lookup = (name: string) => (isObjectValue(context) ? getKey(context, name) : undefined);
  const result = compiled.ok ? compiled.value.evaluate({ lookup }, testEnvironment) : compiled;
  return result.ok ? stringifyJson(result.value) : 'an error';
}

/** An event in which the paths of a template lead somewhere: names nested in their order, anything at the end. */
function eventsFor(source: string): fc.Arbitrary<Value> {
  const paths = [...source.matchAll(/[A-Za-z_][\w-]*(?:\.[\w-]+)*/g)].map(([path]) => path.split('.'));
  return fc.array(values, { minLength: paths.length, maxLength: paths.length }).map((ends) => {
    const event = new Map<string, Value>();
    paths.forEach(([name = '', ...keys], index) => {
      const inner = keys.reduceRight<Value>((value, key) => makeObject([[key, value]]), ends[index] ?? null);
      if (!event.has(name) || index % 2 === 0) event.set(name, inner);
    });
    return makeObject(event);
  });
}

describe.runIf(corpus !== undefined)('the templates of real stories', () => {
  test('there are some', () => {
    expect(fields.length).toBeGreaterThan(0);
  });

  test('each is converted, or kept with reasons', () => {
    const conversions = fields.map((source) => ({ source, conversion: convertLiquid(source) }));
    const kept = conversions.flatMap(({ source, conversion }) =>
      conversion.kind === 'kept'
        ? [`${source}\n  ${conversion.reasons.map(({ message }) => message).join('\n  ')}`]
        : [],
    );
    const converted = conversions.length - kept.length;
    console.info(
      [`${converted} of ${conversions.length} templates of real stories are converted.`, ...kept].join('\n'),
    );
    for (const { conversion } of conversions) {
      if (conversion.kind === 'kept') expect(conversion.reasons.length).toBeGreaterThan(0);
    }
  });

  test.each(fields.map((source) => [source] as const))('%s means the same when it is converted', (source) => {
    const conversion = convertLiquid(source);
    if (conversion.kind === 'kept') return;
    fc.assert(
      fc.property(eventsFor(source), (event) => {
        expect(outcome(conversion.source, event)).toBe(outcome(source, event));
      }),
      { numRuns: 100 },
    );
  });
});
