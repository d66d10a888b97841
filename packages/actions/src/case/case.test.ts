import { expect } from 'vitest';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { caseAction } from './definition.ts';

optionTest(caseAction.type, ['case_details', 'event'], 'whatever it says, the log says that there are no cases', () => {
  const options = objectOf({ case_details: { case_name: 'Phishing', priority: 'high' } });
  expect(() => caseAction.plan(actionInput({ options }))).toThrow(/^Cases are not part of this version of Fabula/);
});
