/** Medians of the rounds, as JSON lines for programs and as a table for people. */
export interface Measurement {
  readonly target: string;
  readonly database: string;
  readonly callers: number;
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Processor milliseconds per request: the program, and the database where it is a program of its own. */
  readonly cpuMs: number | null;
  /** Writing transactions per request; PostgreSQL only. */
  readonly transactions: number | null;
}

/** One line for each target and number of callers: each figure is the median of its rounds. */
export function medians(measurements: readonly Measurement[]): Measurement[] {
  const isSame = (a: Measurement, b: Measurement) =>
    a.target === b.target && a.database === b.database && a.callers === b.callers;
  const firsts = measurements.filter((line, index) => measurements.findIndex((other) => isSame(line, other)) === index);
  return firsts.map((first) => {
    const rounds = measurements.filter((line) => isSame(line, first));
    const median = (figure: (round: Measurement) => number | null) => medianOf(rounds.map(figure));
    return {
      ...first,
      requestsPerSecond: median((round) => round.requestsPerSecond) ?? Number.NaN,
      p50: median((round) => round.p50) ?? Number.NaN,
      p99: median((round) => round.p99) ?? Number.NaN,
      cpuMs: median((round) => round.cpuMs),
      transactions: median((round) => round.transactions),
    };
  });
}

/** Fabula beside its floors, per database and number of callers. */
export function ratioTable(lines: readonly Measurement[]): string {
  const find = (target: string, database: string, callers: number) =>
    lines.find((line) => line.target === target && line.database === database && line.callers === callers);
  const rows = lines
    .filter(({ target }) => target === 'fabula')
    .map((fabula) => {
      const echo = find('echo', 'none', fabula.callers);
      const handler = find('durable handler', fabula.database, fabula.callers);
      return [
        fabula.database,
        String(fabula.callers),
        rate(echo),
        rate(handler),
        rate(fabula),
        ratio(fabula, handler),
        ratio(fabula, echo),
        `${milliseconds(handler?.p50)} / ${milliseconds(fabula.p50)}`,
        milliseconds(fabula.p99),
        `${milliseconds(handler?.cpuMs)} / ${milliseconds(fabula.cpuMs)}`,
        fabula.transactions === null ? '–' : fabula.transactions.toFixed(3),
      ];
    });
  const head = [
    'database',
    'callers',
    'echo, requests/s',
    'durable handler, requests/s',
    'Fabula, requests/s',
    'Fabula ÷ handler',
    'Fabula ÷ echo',
    'p50 ms, handler / Fabula',
    'p99 ms, Fabula',
    'CPU ms per request, handler / Fabula',
    'transactions per run',
  ];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function rate(line: Measurement | undefined): string {
  return line === undefined ? '–' : Math.round(line.requestsPerSecond).toLocaleString('en');
}

function ratio(line: Measurement, floor: Measurement | undefined): string {
  return floor === undefined ? '–' : (line.requestsPerSecond / floor.requestsPerSecond).toFixed(2);
}

function milliseconds(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(2);
}

function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? null;
}
