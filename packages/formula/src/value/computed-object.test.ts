import { expect, it } from 'vitest';
import { compileField } from '../evaluate/compile-field.ts';
import { environment } from '../evaluate/evaluating.test-kit.ts';
import { makeComputedObject, Refusal } from './computed-object.ts';
import type { ObjectValue, Value } from './value.ts';

function evaluate(source: string, given: ObjectValue): Value | string {
  const compiled = compileField(source, { standardLibVersion: null });
  if (!compiled.ok) throw new Error(compiled.error.message);
  const result = compiled.value.evaluate({ lookup: () => given }, environment);
  return result.ok ? result.value : `failed: ${result.error.message}`;
}

it('makes a value once, when it is read', () => {
  let made = 0;
  const object = makeComputedObject([{ key: 'a', isListed: true, read: () => ++made }]);
  expect(made).toBe(0);
  expect(evaluate('=GIVEN.a + GIVEN.a', object)).toBe(2);
  expect(made).toBe(1);
});

it.each(['=GIVEN.a', '<<GIVEN.a>>', '{{ GIVEN.a }}', '=GIVEN["a"].b'])('a refusal ends the formula: %s', (source) => {
  const object = makeComputedObject([{ key: 'a', isListed: false, read: () => new Refusal('it is not there') }]);
  expect(evaluate(source, object)).toContain('failed: it is not there');
});

it('a refusal can be asked for, and is not part of the whole', () => {
  const object = makeComputedObject([
    { key: 'a', isListed: false, read: () => new Refusal('no') },
    { key: 'b', isListed: true, read: () => 1 },
  ]);
  expect(evaluate('=IF_ERROR(GIVEN.a, "none")', object)).toBe('none');
  expect(evaluate('=TO_JSON(GIVEN)', object)).toBe('{"b":1}');
});
