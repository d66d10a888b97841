import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Where tests keep what makes Python start quickly, from one run of the tests to the next. */
export const testCache = join(tmpdir(), `fabula-test-scripts-${userInfo().uid}`);
