/**
 * Compares Fabula's formulas with liquidjs and jsonata on the same templates, in one process, in interleaved rounds. First
 * it makes sure that all three give the same result.
 *
 * Options: `--write` puts the table into the README, `--rounds 9`, `--only "date formatting"`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type BenchCase, cases } from './cases.ts';
import { type Contender, contenders, type Run } from './contenders.ts';
import { bytesOf, median, millisecondsOf, timesPerRound } from './measure.ts';
import { ownFigures } from './own-figures.ts';
import { type CaseFigures, table, withReport } from './report.ts';

const { values } = parseArgs({
  options: { write: { type: 'boolean' }, rounds: { type: 'string' }, only: { type: 'string' } },
});
const rounds = Number(values.rounds ?? 9);

interface Prepared {
  readonly contender: Contender['name'];
  readonly run: Run;
  readonly times: number;
}

async function prepare(given: BenchCase): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  for (const contender of contenders) {
    const run = contender.prepare(given);
    const result = await run(1);
    if (result !== given.result) {
      throw new Error(`${contender.name} gives another result for ${given.name}: ${JSON.stringify(result)}`);
    }
    await timesPerRound(run, 200);
    prepared.push({ contender: contender.name, run, times: await timesPerRound(run) });
  }
  return prepared;
}

async function figuresOf({ name }: BenchCase, prepared: readonly Prepared[]): Promise<CaseFigures> {
  const found = prepared.map(() => [] as number[]);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { run, times }] of prepared.entries()) {
      found[index]?.push(((await millisecondsOf(run, times)) * 1_000) / times);
    }
  }
  const bytes: number[] = [];
  for (const { run, times } of prepared) bytes.push(await bytesOf(run, Math.ceil(Math.min(times / 10, 500))));
  const of = (contender: Contender['name'], list: readonly number[]) =>
    list[prepared.findIndex((other) => other.contender === contender)] ?? Number.NaN;
  const microseconds = found.map(median);
  return {
    name,
    fabula: of('Fabula', microseconds),
    liquidjs: of('liquidjs', microseconds),
    jsonata: of('jsonata', microseconds),
    bytes: { fabula: of('Fabula', bytes), liquidjs: of('liquidjs', bytes), jsonata: of('jsonata', bytes) },
  };
}

const figures: CaseFigures[] = [];
for (const given of cases) {
  if (values.only !== undefined && given.name !== values.only) continue;
  figures.push(await figuresOf(given, await prepare(given)));
}
const report = [table(figures), '', ...(await ownFigures(rounds))].join('\n');
console.log(report);
if (values.write === true) {
  const readme = new URL('../../packages/formula/README.md', import.meta.url);
  await writeFile(readme, withReport(await readFile(readme, 'utf8'), report));
}
