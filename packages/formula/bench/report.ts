/** The figures as a table for people, and its place in the README. */
import { geometricMean } from './measure.ts';

export interface CaseFigures {
  readonly name: string;
  /** Microseconds of one evaluation. */
  readonly fabula: number;
  readonly liquidjs: number;
  readonly jsonata: number;
  /** Bytes of heap for one evaluation. */
  readonly bytes: { readonly fabula: number; readonly liquidjs: number; readonly jsonata: number };
}

const HEAD = [
  'template',
  'Fabula, µs',
  'liquidjs, µs',
  'jsonata, µs',
  'liquidjs ÷ Fabula',
  'jsonata ÷ Fabula',
  'heap of one evaluation, kB: Fabula / liquidjs / jsonata',
];

export function table(figures: readonly CaseFigures[]): string {
  const rows = figures.map(({ name, fabula, liquidjs, jsonata, bytes }) => [
    name,
    microseconds(fabula),
    microseconds(liquidjs),
    microseconds(jsonata),
    ratio(liquidjs / fabula),
    ratio(jsonata / fabula),
    [bytes.fabula, bytes.liquidjs, bytes.jsonata].map((value) => (value / 1_000).toFixed(1)).join(' / '),
  ]);
  const mean = [
    '**geometric mean**',
    '',
    '',
    '',
    `**${ratio(geometricMean(figures.map(({ fabula, liquidjs }) => liquidjs / fabula)))}**`,
    `**${ratio(geometricMean(figures.map(({ fabula, jsonata }) => jsonata / fabula)))}**`,
    '',
  ];
  return [HEAD, HEAD.map((_, column) => (column === 0 ? '---' : '---:')), ...rows, mean]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function microseconds(value: number): string {
  return value < 100 ? value.toFixed(2) : Math.round(value).toLocaleString('en');
}

function ratio(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)}×`;
}

const BEGIN = '<!-- bench:begin (npm run bench -w packages/formula -- --write) -->';
const END = '<!-- bench:end -->';

/** The text of the README with the report between its markers. */
export function withReport(readme: string, report: string): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from === -1 || to < from) throw new Error(`the README needs the lines ${BEGIN} and ${END}`);
  return `${readme.slice(0, from)}${BEGIN}\n\n${report}\n\n${readme.slice(to)}`;
}
