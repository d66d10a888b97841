import { expect, test } from 'vitest';
import { adviceOf, headingOf, whyNotTried } from './trial-words.ts';

test.each([
  [{ status: 'usable', checked: 'token' }, 'It can be used'],
  [{ status: 'usable', checked: 'signed' }, 'It can be used'],
  // More is not known of it.
  [{ status: 'usable', checked: 'opened' }, 'It is complete'],
  [{ status: 'failed', checked: null }, 'It cannot be used as it is'],
] as const)('%o: %s', (trial, heading) => {
  expect(headingOf(trial)).toBe(heading);
});

test.each([
  ['usable', 'OAUTH', null],
  ['failed', 'OAUTH', /provider/],
  ['failed', 'HTTP_REQUEST_AGENT', /requests/],
  ['failed', 'MULTI_REQUEST', /requests/],
  ['failed', 'TEXT', /value anew/],
] as const)('what to do when %s, of the kind %s', (status, mode, advice) => {
  const said = adviceOf({ status }, mode);
  if (advice === null) expect(said).toBeNull();
  else expect(said).toMatch(advice);
});

test.each([
  [true, false, null],
  [true, true, /save your changes/],
  [false, true, /right to change/],
] as const)('why it is not tried: may write %s, has changes %s', (mayWrite, hasChanges, why) => {
  const said = whyNotTried(mayWrite, hasChanges);
  if (why === null) expect(said).toBeNull();
  else expect(said).toMatch(why);
});
