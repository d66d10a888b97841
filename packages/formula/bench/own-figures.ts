/** Figures without a counterpart in the other languages: compiling, lines of `fabula formula`, failures that are caught. */
import { compileFormula, evaluateLine, getKey, type ObjectValue } from '../src/index.ts';
import { cases, formulaOf200Characters } from './cases.ts';
import { environment, type Run } from './contenders.ts';
import { millisecondsOf, timesPerRound } from './measure.ts';

/** Sentences for the report. */
export async function ownFigures(rounds: number): Promise<readonly string[]> {
  const compile = await microseconds(compileRun, rounds);
  const line = await microseconds(linesRun(), rounds);
  const floor = await microseconds(floorRun(), rounds);
  const caught = (await microseconds(caughtRun(), rounds)) / CAUGHT;
  return [
    `- Compiling a formula of ${formulaOf200Characters(100_000).length} characters that no cache knows: ${compile.toFixed(1)} µs.`,
    `- A line of \`fabula formula\`, its JSON read and written: ${line.toFixed(1)} µs, ${perSecond(line)} lines per second; only ` +
      `reading and writing the JSON: ${floor.toFixed(1)} µs, ${perSecond(floor)}.`,
    `- A failure caught by \`IF_ERROR\` in a loop: ${caught.toFixed(2)} µs.`,
  ];
}

function perSecond(microseconds: number): string {
  return (Math.round(1_000 / microseconds) * 1_000).toLocaleString('en');
}

/** The fastest round: there is nothing to compare with in the same minute, and what disturbs only makes slower. */
async function microseconds(run: Run, rounds: number): Promise<number> {
  await timesPerRound(run, 300);
  const times = await timesPerRound(run);
  const found: number[] = [];
  for (let round = 0; round < rounds; round += 1) found.push(((await millisecondsOf(run, times)) * 1_000) / times);
  return Math.min(...found);
}

let number = 100_000;
const compileRun: Run = (times) => {
  for (let done = 0; done < times; done += 1) {
    number += 1;
    const compiled = compileFormula(formulaOf200Characters(number));
    if (!compiled.ok || compiled.value.problems.length > 0) throw new Error('the formula has a problem');
  }
};

/** Formulas of small data, a tenth of them new to the cache, with some mistakes. */
function lines(): readonly string[] {
  const [{ context } = { context: {} }] = cases;
  const formulas: readonly ((index: number) => string)[] = [
    ...cases
      .filter((given) => 'alert' in given.context)
      .map(
        ({ formula }) =>
          () =>
            formula,
      ),
    () => 'IF(alert.score > 50, "high", "low")',
    () => 'SPLIT(alert.title, " ") |> JOIN(%, "-")',
    (index) => `alert.score + ${index}`,
    () => 'alert.scroe / 0',
  ];
  return Array.from({ length: 5_000 }, (_, index) => {
    const formula = formulas[index % formulas.length] ?? (() => '1');
    const source = formula(index);
    return JSON.stringify({ formula: source, context, field: source.includes('<<') ? 'text' : 'formula' });
  });
}

function linesRun(): Run {
  const given = lines();
  let next = 0;
  return (times) => {
    for (let done = 0; done < times; done += 1) {
      evaluateLine(given[next] ?? '', { ...environment });
      next = (next + 1) % given.length;
    }
  };
}

function floorRun(): Run {
  const given = lines();
  let next = 0;
  let written = 0;
  return (times) => {
    for (let done = 0; done < times; done += 1) {
      const { context } = JSON.parse(given[next] ?? '');
      written += JSON.stringify({ result: context.alert.user }).length;
      next = (next + 1) % given.length;
    }
    return written;
  };
}

const CAUGHT = 1_000;

function caughtRun(): Run {
  const compiled = compileFormula('MAP_LAMBDA(numbers, LAMBDA(n, IF_ERROR(n / 0, n)))');
  if (!compiled.ok) throw new Error(compiled.error.message);
  const names: ObjectValue = { numbers: Array.from({ length: CAUGHT }, (_, index) => index) };
  const scope = { lookup: (name: string) => getKey(names, name) };
  return (times) => {
    for (let done = 0; done < times; done += 1) {
      if (!compiled.value.evaluate(scope, environment).ok) throw new Error('a failure was not caught');
    }
  };
}
