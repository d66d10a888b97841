/** The options of a loop (actions.md section 2.2). */
import type { OptionField } from '@fabula/model';
import { anyField, booleanField } from '../options/field.ts';

/** There are always fewer. */
export const elementLimit = 20_000;

const text = {
  title: 'Loop',
  help: 'A list or an object: the action runs once per element, and its event is the list of the results, in the order of the elements. The other options see `LOOP.value`, `LOOP.index`, `LOOP.key` and, one after the other, `LOOP.previous_result`. Fewer than 20,000 elements.',
  fallback: false,
} as const;

/** Of the kinds whose documentation has it. */
export const loopField = anyField('loop', {
  ...text,
  origin: 'documented',
  note: 'The result of an element that fails is null, and its error is logged. With such an element the event goes down the failure path where there is one.',
});

/** Of the others. */
const otherLoopField = anyField('loop', {
  ...text,
  origin: 'unconfirmed',
  note: 'Which kinds have it is not documented: here all do that reach the outside. The result of an element that fails is null, and its error is logged. With such an element the event goes down the failure path where there is one.',
});

export const loopParallelField = booleanField('loop_parallel', {
  title: 'Run loop in parallel',
  help: 'Runs all elements at once instead of one after the other.',
  fallback: false,
  origin: 'unconfirmed',
  note: 'The key is ours. The list of results is in the order of the elements all the same, and `LOOP.previous_result` is null.',
});

export function loopFields(isDocumented: boolean): readonly OptionField[] {
  return [isDocumented ? loopField : otherLoopField, loopParallelField];
}
