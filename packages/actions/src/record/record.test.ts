import { expect } from 'vitest';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { record } from './definition.ts';

/** As an export has them: what matters stands beside the options. */
const options = objectOf({ mode: 'create', record_result_mode: '', record_type_id: '', record_writers: '' });

optionTest(
  record.type,
  ['mode', 'record_result_mode', 'record_type_id', 'record_writers', 'event'],
  'whatever they say, the log says that there are no records',
  () => {
    expect(() => record.plan(actionInput({ options }))).toThrow(/^Records are not part of this version of Fabula/);
    expect(record.defaultOptions()).toEqual(options);
  },
);
