/** What was measured, as Markdown tables for people. */
import { type GoalResult, isMet } from './goals.ts';
import { isTooSlow, type Reading, ratioOf } from './reading/measure-reading.ts';
import type { Footprint, Measurement } from './report.ts';
import type { Scenario } from './scenarios/scenario.ts';

const unknown = '–';

export function goalTable(results: readonly GoalResult[]): string {
  const rows = results.map((result) => [
    result.goal,
    result.database,
    `${result.isLowerBound ? '≥' : '≤'} ${result.bound}${result.unit}`,
    `${decimals(result.measured)}${result.unit}`,
    isMet(result) ? 'yes' : '**no**',
  ]);
  return table(['goal (64 callers, unless it says otherwise)', 'database', 'wanted', 'measured', 'reached'], rows);
}

/** The scenarios side by side, with as many callers as were tried at most. */
export function overviewTable(loads: readonly Measurement[]): string {
  const most = Math.max(...loads.map(({ callers }) => callers));
  const rows = fabulaLines(loads)
    .filter(({ callers, processes }) => callers === most && processes === 1)
    .map((fabula) => [fabula.scenario, ...comparison(fabula, loads)]);
  return table(['scenario', ...comparisonHead], rows);
}

export function scenarioTable(scenario: Scenario, loads: readonly Measurement[]): string {
  const own = loads.filter((line) => line.scenario === scenario.name);
  const doWait = scenario.lastAction === undefined;
  const rows = fabulaLines(own).map((fabula) => [
    String(fabula.callers),
    String(fabula.processes),
    ...comparison(fabula, own),
    ...(doWait
      ? []
      : [`${count(floorsOf(fabula, own).handler?.answersPerSecond)} / ${count(fabula.answersPerSecond)}`]),
  ]);
  const head = ['callers', 'processes', ...comparisonHead, ...(doWait ? [] : ['answers/s, handler / Fabula'])];
  return `**${scenario.name}**: ${scenario.about}.\n\n${table(head, rows)}`;
}

export function commitTable(loads: readonly Measurement[]): string {
  const rows = loads
    .filter(({ program }) => program === 'bare commit')
    .map((commit) => {
      const alone = loads.find(
        (line) =>
          line.scenario === commit.scenario &&
          line.program === 'fabula' &&
          line.database === commit.database &&
          line.callers === 1 &&
          line.processes === 1,
      );
      return [commit.database, decimals(commit.p50), decimals(alone?.p50), decimals(alone && alone.p50 - commit.p50)];
    });
  return table(['database', 'p50 of a bare commit, ms', 'p50 of sync with 1 caller, ms', 'difference, ms'], rows);
}

export function footprintTable(footprints: readonly Footprint[]): string {
  const rows = footprints.map((line) => [
    line.scenario,
    line.program,
    line.database,
    `${decimals(line.firstReadySeconds)} / ${decimals(line.readySeconds)}`,
    `${count(line.idleMegabytes)} / ${count(line.peakMegabytes)}`,
    decimals(line.bytesPerRun / 1000),
    decimals(line.journalBytesPerRun / 1000),
    line.transactionsPerRun.toFixed(3),
  ]);
  const head = [
    'scenario',
    'program',
    'database',
    's until ready, first / later start',
    'memory in MB, idle / under load',
    'disk, kB per run',
    'journal, kB per run',
    'transactions per run',
  ];
  return table(head, rows);
}

/** A line for each list, with its pages beside each other. */
export function readingTable(readings: readonly Reading[]): string {
  const lines = new Map<string, Reading[]>();
  for (const each of readings) {
    const line = `${each.database} ${each.list}`;
    lines.set(line, [...(lines.get(line) ?? []), each]);
  }
  const cell = (each: Reading | undefined): string => {
    if (each === undefined) return unknown;
    const text = `${ratioOf(each).toFixed(1)} (${decimals(each.p50)} ms)`;
    return isTooSlow(each) ? `**${text}**` : text;
  };
  const rows = [...lines.values()].map((line) => {
    const of = (page: Reading['page']) => cell(line.find((each) => each.page === page));
    return [line[0]?.list ?? '', line[0]?.database ?? '', of('first'), of('middle'), of('last')];
  });
  return table(['list', 'database', ...['first page', 'middle', 'last page'].map((page) => `${page} ÷ by key`)], rows);
}

const comparisonHead = [
  'database',
  'echo, runs/s',
  'handler, runs/s',
  'Fabula, runs/s',
  'Fabula ÷ handler',
  'Fabula ÷ echo',
  'p50 ms, handler / Fabula',
  'p99 ms, handler / Fabula',
  'CPU ms per run, handler / Fabula',
  'transactions per run',
];

function comparison(fabula: Measurement, loads: readonly Measurement[]): string[] {
  const { echo, handler } = floorsOf(fabula, loads);
  return [
    fabula.database,
    count(echo?.runsPerSecond),
    count(handler?.runsPerSecond),
    count(fabula.runsPerSecond),
    ratio(fabula, handler),
    ratio(fabula, echo),
    `${decimals(handler?.p50)} / ${decimals(fabula.p50)}`,
    `${decimals(handler?.p99)} / ${decimals(fabula.p99)}`,
    `${decimals(handler?.cpuMs)} / ${decimals(fabula.cpuMs)}`,
    fabula.transactions === null ? unknown : fabula.transactions.toFixed(3),
  ];
}

function floorsOf(fabula: Measurement, loads: readonly Measurement[]) {
  const find = (program: Measurement['program'], database: Measurement['database']) =>
    loads.find(
      (line) =>
        line.scenario === fabula.scenario &&
        line.program === program &&
        line.database === database &&
        line.callers === fabula.callers,
    );
  return { echo: find('echo', 'none'), handler: find('durable handler', fabula.database) };
}

function fabulaLines(loads: readonly Measurement[]): Measurement[] {
  return loads.filter(({ program }) => program === 'fabula');
}

/** Empty when there is nothing to show. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function count(value: number | null | undefined): string {
  return value === null || value === undefined || Number.isNaN(value)
    ? unknown
    : Math.round(value).toLocaleString('en');
}

function decimals(value: number | null | undefined): string {
  return value === null || value === undefined || Number.isNaN(value) ? unknown : value.toFixed(2);
}

function ratio(line: Measurement, floor: Measurement | undefined): string {
  return floor === undefined ? unknown : (line.runsPerSecond / floor.runsPerSecond).toFixed(2);
}
