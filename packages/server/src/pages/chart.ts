/** Charts as SVG, drawn without a script; the numbers stand below them in a table. */
import type { ChartElement } from '@fabula/actions';
import { type Html, html } from './html.ts';

const width = 640;
const height = 320;
const edge = { left: 60, right: 16, top: 12, bottom: 52 };
/** Told apart by lightness too, and each with a contrast of 3 on light and dark ground. */
const colors = ['#4f6bed', '#c2410c', '#0d8a72', '#a855c7', '#b58900', '#c0366b'];

export function renderChart(chart: ChartElement, title: string): Html {
  const names = chart.series.map(({ name }) => name).join(', ');
  return html`<figure>
${chart.labels.length === 0 ? html`<p>There is nothing to draw.</p>` : html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${`${title}: ${kindName(chart)} of ${names}`}">${drawing(chart)}</svg>`}
${chart.series.length > 1 && chart.chart !== 'pie' ? legend(chart.series.map(({ name }) => name)) : null}
${chart.chart === 'pie' ? legend(chart.labels) : null}
<details><summary>Numbers</summary>${numbers(chart)}</details>
</figure>`;
}

function kindName({ chart }: ChartElement): string {
  return chart === 'bar' ? 'bar chart' : chart === 'line' ? 'line chart' : 'pie chart';
}

function drawing(chart: ChartElement): readonly Html[] {
  switch (chart.chart) {
    case 'bar':
      return chart.isHorizontal ? lyingBars(chart) : standingBars(chart);
    case 'line':
      return lines(chart);
    case 'pie':
      return slices(chart);
  }
}

function legend(names: readonly string[]): Html {
  return html`<figcaption>${names.map(
    (name, index) =>
      html`<svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" fill="${colorOf(index)}"/></svg> ${name} `,
  )}</figcaption>`;
}

function numbers({ labels, series }: ChartElement): Html {
  return html`<div class="scroll"><table><thead><tr><th scope="col"></th>${series.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${labels.map(
    (label, index) =>
      html`<tr><th scope="row">${label}</th>${series.map(({ values }) => html`<td>${values[index] ?? 0}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

const colorOf = (index: number): string => colors[index % colors.length] ?? '#4f6bed';

/** From 0, or from below it, to the highest value. */
function scaleOf({ series }: ChartElement): { readonly low: number; readonly high: number } {
  const values = series.flatMap((one) => one.values);
  const low = Math.min(0, ...values);
  return { low, high: Math.max(low + 1, 0, ...values) };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
const shortened = (text: string): string => (text.length > 14 ? `${text.slice(0, 13)}…` : text);

function standingBars(chart: ChartElement): Html[] {
  const { low, high } = scaleOf(chart);
  const y = (value: number): number =>
    edge.top + (height - edge.top - edge.bottom) * (1 - (value - low) / (high - low));
  const step = (width - edge.left - edge.right) / chart.labels.length;
  const bar = (step * 0.8) / chart.series.length;
  return [
    ...levels(low, high, y),
    ...chart.labels.flatMap((label, at) => [
      ...chart.series.map(
        ({ name, values }, index) =>
          html`<rect x="${rounded(edge.left + at * step + step * 0.1 + index * bar)}" y="${rounded(Math.min(y(0), y(values[at] ?? 0)))}" width="${rounded(bar)}" height="${rounded(Math.abs(y(values[at] ?? 0) - y(0)))}" fill="${colorOf(index)}"><title>${label}, ${name}: ${values[at] ?? 0}</title></rect>`,
      ),
      axisLabel(label, at, step, chart.labels.length),
    ]),
  ];
}

function lyingBars(chart: ChartElement): Html[] {
  const { low, high } = scaleOf(chart);
  const left = 120;
  const x = (value: number): number => left + (width - left - edge.right - 40) * ((value - low) / (high - low));
  const step = (height - edge.top * 2) / chart.labels.length;
  const bar = (step * 0.8) / chart.series.length;
  return chart.labels.flatMap((label, at) => [
    html`<text x="${left - 8}" y="${rounded(edge.top + at * step + step / 2 + 4)}" text-anchor="end">${shortened(label)}</text>`,
    ...chart.series.flatMap(({ name, values }, index) => {
      const value = values[at] ?? 0;
      const top = rounded(edge.top + at * step + step * 0.1 + index * bar);
      return [
        html`<rect x="${rounded(Math.min(x(0), x(value)))}" y="${top}" width="${rounded(Math.abs(x(value) - x(0)))}" height="${rounded(bar)}" fill="${colorOf(index)}"><title>${label}, ${name}: ${value}</title></rect>`,
        html`<text x="${rounded(Math.max(x(0), x(value)) + 6)}" y="${rounded(top + bar / 2 + 4)}">${value}</text>`,
      ];
    }),
  ]);
}

function lines(chart: ChartElement): Html[] {
  const { low, high } = scaleOf(chart);
  const y = (value: number): number =>
    edge.top + (height - edge.top - edge.bottom) * (1 - (value - low) / (high - low));
  const step = (width - edge.left - edge.right) / chart.labels.length;
  const x = (at: number): number => edge.left + at * step + step / 2;
  return [
    ...levels(low, high, y),
    ...chart.labels.map((label, at) => axisLabel(label, at, step, chart.labels.length)),
    ...chart.series.flatMap(({ name, values }, index) => [
      html`<polyline fill="none" stroke="${colorOf(index)}" stroke-width="2.5" points="${values.map((value, at) => `${rounded(x(at))},${rounded(y(value))}`).join(' ')}"/>`,
      ...values.map(
        (value, at) =>
          html`<circle cx="${rounded(x(at))}" cy="${rounded(y(value))}" r="4" fill="${colorOf(index)}"><title>${chart.labels[at]}, ${name}: ${value}</title></circle>`,
      ),
    ]),
  ];
}

function slices(chart: ChartElement): Html[] {
  const values = (chart.series[0]?.values ?? []).map((value) => Math.max(0, value));
  const sum = values.reduce((total, value) => total + value, 0);
  const radius = height / 2 - edge.top;
  const [middleX, middleY] = [width / 2, height / 2];
  let angle = -Math.PI / 2;
  return values.map((value, index) => {
    const share = sum === 0 ? 0 : value / sum;
    const from = angle;
    angle += share * 2 * Math.PI;
    const title = html`<title>${chart.labels[index]}: ${value} (${Math.round(share * 100)} %)</title>`;
    if (share > 0.9999)
      return html`<circle cx="${middleX}" cy="${middleY}" r="${radius}" fill="${colorOf(index)}">${title}</circle>`;
    const at = (of: number): string =>
      `${rounded(middleX + radius * Math.cos(of))} ${rounded(middleY + radius * Math.sin(of))}`;
    return html`<path d="M ${middleX} ${middleY} L ${at(from)} A ${radius} ${radius} 0 ${share > 0.5 ? 1 : 0} 1 ${at(angle)} Z" fill="${colorOf(index)}" stroke="var(--card)" stroke-width="2">${title}</path>`;
  });
}

function levels(low: number, high: number, y: (value: number) => number): Html[] {
  return [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = low + (high - low) * share;
    return html`<line x1="${edge.left}" x2="${width - edge.right}" y1="${rounded(y(value))}" y2="${rounded(y(value))}" stroke="currentcolor" stroke-opacity="0.2"/><text x="${edge.left - 8}" y="${rounded(y(value) + 4)}" text-anchor="end">${rounded(value)}</text>`;
  });
}

/** Of many only some, so that they do not lie on each other. */
function axisLabel(label: string, at: number, step: number, count: number): Html {
  if (at % Math.ceil(count / 8) !== 0) return html``;
  return html`<text x="${rounded(edge.left + at * step + step / 2)}" y="${height - edge.bottom + 20}" text-anchor="middle">${shortened(label)}</text>`;
}
