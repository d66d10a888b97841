import { expect } from 'vitest';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { caseAction } from './definition.ts';

optionTest(caseAction.type, 'event', 'whatever it says, the log says that there are no cases', () => {
  const options = objectOf({ case_details: { case_name: 'Phishing', priority: 'high' } });
  expect(() => caseAction.plan(actionInput({ options }))).toThrow(/^Cases are not part of this version of Fabula/);
});

optionTest(
  caseAction.type,
  'case_details',
  'is read: a formula in it that cannot be read is what the log tells',
  () => {
    const wrong = objectOf({ case_details: { case_name: '=NO_SUCH_FUNCTION()' } });
    expect(() => caseAction.plan(actionInput({ options: wrong }))).toThrow('NO_SUCH_FUNCTION');
  },
);
