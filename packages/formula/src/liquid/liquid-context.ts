/** Name lookup inside a template: the scope of the evaluation, own keys only, exact numbers and ordered objects. */

import type { Evaluation } from '../evaluate/evaluation.ts';
import { readIndex } from '../evaluate/paths.ts';
import { isObjectValue, sizeOf, type Value } from '../value/value.ts';
import { fromLiquid } from './liquid-values.ts';
import { Context, Drop, type Liquid } from './liquidjs.ts';

const LOOP_PROPERTIES: ReadonlySet<unknown> = new Set([
  'index',
  'index0',
  'rindex',
  'rindex0',
  'first',
  'last',
  'length',
]);

/** What liquidjs may allocate in one rendering: elements of ranges, characters of its own filters. */
const MAX_ELEMENTS = 10_000_000;

export class LiquidContext extends Context {
  readonly evaluation: Evaluation;
  readonly #names: object;

  /** liquidjs counts no steps; loops that write nothing are stopped by its own clock. */
  constructor(engine: Liquid, evaluation: Evaluation) {
    const names = namesOf(evaluation);
    super(
      names,
      engine.options,
      { sync: true, ownPropertyOnly: true, renderLimit: evaluation.budget.timeMs, memoryLimit: MAX_ELEMENTS },
      { liquid: engine },
    );
    this.evaluation = evaluation;
    this.#names = names;
  }

  /** Reads as paths of formulas do; beyond that `size` counts texts and objects, as Liquid does. */
  override readProperty(target: unknown, key: unknown): unknown {
    const name = fromLiquid(key);
    if (target === this.#names) return Reflect.get(this.#names, String(name));
    if (target instanceof Drop) {
      return LOOP_PROPERTIES.has(name) ? super.readProperty(target, String(name)) : undefined;
    }
    const value = fromLiquid(target);
    const found = readIndex(value, name);
    if (found !== null || name !== 'size') return found;
    return sizeFor(value);
  }
}

function sizeFor(value: Value): Value {
  if (typeof value === 'string') return value.length;
  return isObjectValue(value) ? sizeOf(value) : null;
}

/** The names of the scope as the object that liquidjs expects. `{% increment %}` writes its counters into the target. */
function namesOf({ scope }: Evaluation): object {
  return new Proxy<Record<string, unknown>>(Object.create(null), {
    has: (counters, name) => name in counters || (typeof name === 'string' && scope.lookup(name) !== undefined),
    get: (counters, name) => (typeof name === 'string' ? (counters[name] ?? scope.lookup(name)) : undefined),
  });
}
