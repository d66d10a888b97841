import { expect } from 'vitest';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { record } from './definition.ts';

/** As an export has them: what matters stands beside the options. */
const options = objectOf({ mode: 'create', record_result_mode: '', record_type_id: '', record_writers: '' });

optionTest(record.type, 'event', 'whatever they say, the log says that there are no records', () => {
  expect(() => record.plan(actionInput({ options }))).toThrow(/^Records are not part of this version of Fabula/);
  expect(record.defaultOptions()).toEqual(options);
});

for (const key of ['mode', 'record_result_mode', 'record_type_id', 'record_writers']) {
  optionTest(record.type, key, 'is read: a formula in it that cannot be read is what the log tells', () => {
    const wrong = objectOf({ mode: 'create', [key]: '=NO_SUCH_FUNCTION()' });
    expect(() => record.plan(actionInput({ options: wrong }))).toThrow('NO_SUCH_FUNCTION');
  });
}
