// A reporter of vitest: collects which option of which kind of action was tested by what (tests made by `optionTest`).
//
// FABULA_OPTIONS says what becomes of it at the end of a run of everything:
//   check   (npm test) fails the run when an option has no test that ran and asserted something, or when the pages under
//           docs/reference/actions are not what the descriptions and the tests say.
//   write   (npm run docs:actions) writes those pages.
// Without it nothing happens: a run of some tests covers some options.
import { readStoredPages, writePages } from './action-reference/files.mjs';
import { renderPages } from './action-reference/pages.mjs';

export default class OptionReporter {
  #types = null;
  #covers = [];

  onTestCaseResult(testCase) {
    if (testCase.result().state !== 'passed') return;
    const { covers = [], actionTypes = null } = testCase.meta();
    if (actionTypes !== null) this.#types = actionTypes;
    for (const cover of covers) {
      this.#covers.push({ ...cover, file: testCase.module.relativeModuleId });
    }
  }

  onTestRunEnd(_modules, _errors, reason) {
    const task = process.env.FABULA_OPTIONS;
    if (task === undefined) return;
    if (this.#types === null) return fail('No test told the kinds of action (packages/actions/src/contract).');
    if (reason !== 'passed') return console.error('\nThe table of options was not looked at, because tests failed.');
    const missing = uncovered(this.#types, this.#covers);
    const pages = renderPages(this.#types, this.#covers);
    if (task === 'write') {
      writePages(pages);
      console.log(`\ndocs/reference/actions: ${pages.size} pages, ${this.#covers.length} tests of options.`);
    } else if (missing.length === 0) {
      const stale = readStoredPages(pages);
      if (stale.length > 0) fail(`docs/reference/actions is not what the tests say: ${stale.slice(0, 5).join(', ')}`);
    }
    if (missing.length > 0) fail(`Options without a test that ran and asserted something:\n  ${missing.join('\n  ')}`);
  }
}

/** Options that no test names. A mode is covered choice by choice. */
function uncovered(types, covers) {
  const told = new Set(covers.map(({ type, option }) => `${type} ${option}`));
  const missing = [];
  for (const { type, options } of types) {
    for (const { key, kind, choices = [] } of options) {
      const names = [key, ...(kind === 'choice' && key === 'mode' ? choices.map(({ value }) => `mode:${value}`) : [])];
      for (const name of names) {
        if (name === key && names.length > 1) continue;
        if (!told.has(`${type} ${name}`)) missing.push(`${type} ${name}`);
      }
    }
  }
  return missing.sort();
}

function fail(message) {
  console.error(`\n${message}\nAfter a change of options or their tests: npm run docs:actions`);
  process.exitCode = 1;
}
