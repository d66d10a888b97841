import { classNames } from './class-names.ts';
import { niceTop } from './nice-top.ts';

export interface Bar {
  readonly label: string;
  readonly value: number;
}

interface BarChartProps {
  /** Spoken name, and the caption of the table. */
  readonly label: string;
  readonly bars: readonly Bar[];
  /** A value as people read it. */
  readonly words: (value: number) => string;
  /** What a bar stands for, as the heading of its column in the table. */
  readonly periodName: string;
}

const height = 100;

/** Amounts over time as bars. The same as a table is behind it, for whoever does not see them or wants the numbers. */
export function BarChart({ label, bars, words, periodName }: BarChartProps) {
  const top = niceTop(Math.max(0, ...bars.map(({ value }) => value)));
  // Few enough to have room on a wide screen; on a narrow one every other of them is left out.
  const labelEvery = Math.ceil(bars.length / 8);
  const labelled = bars.filter((_, index) => index % labelEvery === 0);
  return (
    <figure>
      <p className="pb-1 text-right text-2xs text-ink-soft tabular-nums">{words(top)}</p>
      {/* Stretched to its place: a bar is one unit wide. */}
      <svg
        viewBox={`0 0 ${Math.max(1, bars.length)} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
        className="block h-36 w-full border-y border-line"
      >
        <line x1={0} x2={bars.length} y1={50} y2={50} vectorEffect="non-scaling-stroke" className="stroke-line" />
        {bars.map(({ label: name, value }, index) => {
          const tall = top === 0 ? 0 : (value / top) * height;
          return (
            <rect key={name} x={index + 0.15} y={height - tall} width={0.7} height={tall} className="fill-accent">
              <title>{`${name}: ${words(value)}`}</title>
            </rect>
          );
        })}
      </svg>
      <div aria-hidden className="mt-1 flex text-2xs text-ink-soft">
        {labelled.map(({ label: name }, index) => (
          <span key={name} className={classNames('flex-1 whitespace-nowrap', index % 2 === 1 && 'max-sm:invisible')}>
            {name}
          </span>
        ))}
      </div>
      <details className="mt-2 text-xs">
        <summary className="w-fit cursor-pointer rounded text-ink-soft hover:text-ink">As a table</summary>
        <table className="mt-2 w-full max-w-sm">
          <caption className="sr-only">{label}</caption>
          <thead>
            <tr className="text-left text-ink-soft">
              <th className="py-1 font-normal">{periodName}</th>
              <th className="py-1 text-right font-normal">Amount</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label: name, value }) => (
              <tr key={name} className="border-t border-line">
                <td className="py-1">{name}</td>
                <td className="py-1 text-right tabular-nums">{words(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
