// Prints, after a test run, how long each kind of test took beside what it may take (CONTRIBUTING.md, "Tests"). A budget
// that is exceeded is shown, not punished: machines differ. What grows past it is to be made faster, not allowed more.

/** The first kind whose pattern fits a test file counts it. `workers`: how many of its files run at once. */
const kinds = [
  { name: 'fuzz', pattern: /\.prop\.test\.tsx?$/, seconds: 45, workers: 2 },
  { name: 'simulation', pattern: /\/packages\/engine\/src\/simulation\//, seconds: 75, workers: 2 },
  { name: 'store', pattern: /\/packages\/store\//, seconds: 90, workers: 2 },
  { name: 'sync', pattern: /\/packages\/server\/src\/sync\//, seconds: 45, workers: 2 },
  { name: 'API', pattern: /\/packages\/server\//, seconds: 90, workers: 2 },
  { name: 'syncing tenants', pattern: /\/e2e\/sync\//, seconds: 60, workers: 1 },
  { name: 'kills', pattern: /\/e2e\/kills\//, seconds: 60, workers: 1 },
  { name: 'processes', pattern: /\/e2e\/processes\//, seconds: 60, workers: 1 },
  { name: 'limits', pattern: /\/e2e\/limits\//, seconds: 45, workers: 1 },
  { name: 'journeys', pattern: /\/e2e\/journeys\//, seconds: 105, workers: 1 },
  { name: 'unit and language', pattern: /\/packages\//, seconds: 90, workers: 2 },
];

export default class BudgetReporter {
  #workerMs = new Map();

  onTestModuleEnd(module) {
    const kind = kinds.find(({ pattern }) => pattern.test(module.moduleId));
    if (kind === undefined) return;
    const { environmentSetupDuration, prepareDuration, collectDuration, setupDuration, duration } = module.diagnostic();
    const spent = environmentSetupDuration + prepareDuration + collectDuration + setupDuration + duration;
    this.#workerMs.set(kind, (this.#workerMs.get(kind) ?? 0) + spent);
  }

  onTestRunEnd() {
    if (this.#workerMs.size === 0) return;
    const lines = [...this.#workerMs].map(([{ name, seconds, workers }, ms]) => {
      const taken = ms / workers / 1000;
      return `  ${name.padEnd(18)} ${taken.toFixed(1).padStart(6)} s of ${seconds} s${taken > seconds ? '  over its budget' : ''}`;
    });
    console.log(`\nTime by kind of test\n${lines.join('\n')}`);
  }
}
