// A reporter of vitest: collects which endpoint of the API gave which status to which test (recordAnswer in
// packages/server/src/testing/endpoint-record.test-kit.ts).
//
// What becomes of it at the end of a run of everything:
//   FABULA_OPTIONS=check    (npm test) fails the run when an endpoint has no test of a success, when a status was seen whose
//           answer no test looked at, or when an endpoint and status of docs/reference/api/tests.md has no test any more, or
//           the other way round.
//   FABULA_ENDPOINTS=write  (npm run docs:api) writes that page.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const page = 'docs/reference/api/tests.md';

export default class EndpointReporter {
  #routes = [];
  /** `endpoint status` → titles of tests */
  #rows = new Map();
  /** `endpoint status` of answers, asserted or not → a title of a test */
  #seen = new Map();

  onTestCaseResult(testCase) {
    const { endpoints = [], routes = null } = testCase.meta();
    if (routes !== null) this.#routes = routes;
    if (testCase.result().state !== 'passed') return;
    // The table is the same for all: not everybody has the real exports, and requests by chance get what chance gives.
    if (/\/corpus\/|\/contract\.test\.ts$/.test(testCase.module.relativeModuleId)) return;
    for (const { endpoint, status, asserted } of endpoints) {
      const key = `${endpoint} ${status}`;
      const title = `${testCase.name} (${testCase.module.relativeModuleId.split('/').at(-1)})`;
      this.#seen.set(key, title);
      if (asserted) this.#rows.set(key, (this.#rows.get(key) ?? new Set()).add(title));
    }
  }

  onTestRunEnd(_modules, _errors, reason) {
    const task = process.env.FABULA_ENDPOINTS ?? (process.env.FABULA_OPTIONS === 'check' ? 'check' : undefined);
    if (task === undefined || this.#routes.length === 0) return;
    if (reason !== 'passed') return console.error('\nThe table of endpoints was not looked at, because tests failed.');
    const missing = this.#routes.filter((route) => ![...this.#rows.keys()].some((key) => isSuccess(key, route)));
    if (missing.length > 0) fail(`Endpoints without a test of a success:\n  ${missing.join('\n  ')}`);
    const unasserted = [...this.#seen].filter(([key]) => !this.#rows.has(key));
    if (unasserted.length > 0)
      fail(`Answers that no test looks at:\n  ${unasserted.map((row) => row.join(', in ')).join('\n  ')}`);
    if (task === 'write') return this.#write();
    const kept = keysIn(existsSync(page) ? readFileSync(page, 'utf8') : '');
    const now = [...this.#rows.keys()];
    const gone = kept.filter((key) => !this.#rows.has(key));
    const added = now.filter((key) => !kept.includes(key));
    if (gone.length > 0) fail(`${page} tells of what no test has seen: ${gone.slice(0, 5).join(', ')}`);
    if (added.length > 0) fail(`${page} does not tell of ${added.slice(0, 5).join(', ')}`);
  }

  #write() {
    mkdirSync(dirname(page), { recursive: true });
    const lines = [...this.#rows]
      .sort(([a], [b]) => order(a).localeCompare(order(b)))
      .map(([key, titles]) => {
        const { endpoint, status } = split(key);
        const [first = '', ...others] = [...titles].sort();
        const more = others.length === 0 ? '' : ` and ${others.length} more`;
        return `| \`${endpoint}\` | ${status} | ${first.replaceAll('|', '\\|')}${more} |`;
      });
    writeFileSync(page, `${head}\n| endpoint | status | test |\n| --- | --- | --- |\n${lines.join('\n')}\n`);
    console.log(`\n${page}: ${lines.length} rows.`);
  }
}

const head = `# The endpoints and their tests

Made by \`npm run docs:api\` from the tests that ran: a row is here because a test got this status from this endpoint, looked
at the status and at the body (where there is one), and passed. Of several tests the first by name is shown. What the reference does not settle, and what was
chosen, is in [unconfirmed.md](unconfirmed.md).
`;

function split(key) {
  const at = key.lastIndexOf(' ');
  return { endpoint: key.slice(0, at), status: key.slice(at + 1) };
}

/** By address, then method, then status. */
function order(key) {
  const { endpoint, status } = split(key);
  const [method, address] = endpoint.split(' ');
  return `${address} ${method} ${status}`;
}

function isSuccess(key, route) {
  const { endpoint, status } = split(key);
  return endpoint === route && status.startsWith('2');
}

function keysIn(text) {
  return [...text.matchAll(/^\| `([^`]+)` \| (\d+) \|/gm)].map(([, endpoint, status]) => `${endpoint} ${status}`);
}

function fail(message) {
  console.error(`\n${message}\nAfter a change of endpoints or their tests: npm run docs:api`);
  process.exitCode = 1;
}
