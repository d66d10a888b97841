/** The three languages, each compiled once and then asked as often as wanted. */
import jsonata from 'jsonata';
import { Liquid } from 'liquidjs';
import { compileField, type Environment } from '../src/index.ts';
import { getKey, type ObjectValue } from '../src/value/value.ts';
import type { BenchCase } from './cases.ts';

/** `times` evaluations one after the other; the last result. Asynchronous only where the language leaves no choice. */
export type Run = (times: number) => unknown;

export interface Contender {
  readonly name: 'Fabula' | 'liquidjs' | 'jsonata';
  readonly prepare: (given: BenchCase) => Run;
}

export const environment: Environment = {
  now: Date.UTC(2024, 4, 14, 9, 30),
  random: Math.random,
  newUuid: () => '00000000-0000-4000-8000-000000000000',
  clock: () => performance.now(),
};

const fabula: Contender = {
  name: 'Fabula',
  prepare: ({ formula, context }) => {
    const compiled = compileField(formula, { standardLibVersion: 1 });
    if (!compiled.ok) throw new Error(compiled.error.message);
    // The contexts of the cases are JSON without numbers that a double would change.
    const names = context as ObjectValue;
    const scope = { lookup: (name: string) => getKey(names, name) };
    return (times) => {
      let last: unknown;
      for (let done = 0; done < times; done += 1) {
        // As in a run: each evaluation has an environment of its own.
        const result = compiled.value.evaluate(scope, { ...environment });
        if (!result.ok) throw new Error(result.error.message);
        last = result.value;
      }
      return last;
    };
  },
};

// The time zone and the locale spare it from asking the host for its own at every date.
const liquid = new Liquid({ timezoneOffset: 0, locale: 'en-US' });
// liquidjs has no regular expressions; this is the shortest way to add them, on those of the host.
const patterns = new Map<string, RegExp>();
liquid.registerFilter('regex_replace', (text: unknown, source: unknown, replacement: unknown) => {
  const key = String(source);
  const pattern = patterns.get(key) ?? new RegExp(key, 'g');
  patterns.set(key, pattern);
  return String(text).replace(pattern, String(replacement));
});

const liquidjs: Contender = {
  name: 'liquidjs',
  prepare: (given) => {
    const templates = liquid.parse(given.liquid);
    return (times) => {
      let last: unknown;
      for (let done = 0; done < times; done += 1) last = liquid.renderSync(templates, given.context);
      return last;
    };
  },
};

const jsonataContender: Contender = {
  name: 'jsonata',
  prepare: (given) => {
    const expression = jsonata(given.jsonata);
    return async (times) => {
      let last: unknown;
      for (let done = 0; done < times; done += 1) last = await expression.evaluate(given.context);
      return last;
    };
  },
};

export const contenders: readonly Contender[] = [fabula, liquidjs, jsonataContender];
