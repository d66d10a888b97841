import { describe, expect, it } from 'vitest';
import { parseJson } from '../value/json.ts';
import { isObjectValue } from '../value/value.ts';
import { complete } from './complete.ts';
import { diagnose } from './diagnose.ts';
import { hover } from './hover.ts';
import { renameSlug } from './rename-slug.ts';
import { sample, sampleFrom } from './sample.test-kit.ts';

const chain = (inner: string) => `(${inner}${' + a'.repeat(900)})`;

/** Sources that nobody writes. */
const hostile: readonly (readonly [what: string, source: string])[] = [
  ['brackets without end', '((((a.b[[{"x": '.repeat(2_000)],
  ['long chains in deep brackets', Array.from({ length: 150 }).reduce<string>((inner) => chain(inner), 'a')],
  ['a long path', `a${'.b'.repeat(990)}.`],
  ['many arguments', `APPEND(${'a, '.repeat(5_000)}`],
  ['many quotes', '"\'`'.repeat(3_000)],
  ['many tags', '<%for x in a%><<x.'.repeat(500)],
  ['many lambdas', 'FILTER(a, LAMBDA(x, '.repeat(150)],
  ['objects that double', `a${' |> {a: %, b: %, c: [%, %]}'.repeat(300)} |> %.a.`],
];

describe('editor services survive', () => {
  it.each(hostile)('%s', (_what, source) => {
    for (const mode of ['formula', 'text'] as const) {
      const context = { mode, sample };
      for (const { range, message } of diagnose(source, context)) {
        expect(range[0] >= 0 && range[0] <= range[1] && range[1] <= source.length).toBe(true);
        expect(message).not.toBe('');
      }
      const { from, to } = complete(source, source.length, context);
      expect(from <= source.length && to <= source.length).toBe(true);
      hover(source, Math.floor(source.length / 2), context);
    }
    expect(renameSlug(`=${source}`, 'a', 'b2').untouched.length).toBeLessThanOrEqual(1);
  });
});

describe('with a sample of a megabyte and a formula of 2,000 characters', () => {
  const items = Array.from({ length: 2_500 }, (_, id) => ({
    id,
    email: `user${id}@example.com`,
    tags: ['a', 'b'],
    address: { city: 'x', geo: { lat: 1.5 } },
    note: 'lorem ipsum dolor sit amet '.repeat(10),
  }));
  const text = JSON.stringify({ get_users: { items } });
  const large = sampleFrom(text);
  const part =
    'FILTER(get_users.items, LAMBDA(x, x.address.city = "x" AND x.id > 3)) |> MAP(%, "email") |> JOIN(%, ", ") & ';
  const source = `${part.repeat(18)}get_users.items[0].`;

  /** The best of some rounds: what else the machine does is not measured. */
  function milliseconds(run: () => unknown): number {
    const rounds = Array.from({ length: 15 }, () => {
      const start = performance.now();
      run();
      return performance.now() - start;
    });
    return Math.min(...rounds);
  }

  it('completion and diagnosis fit in a frame', () => {
    expect(text.length).toBeGreaterThan(1_000_000 - 100_000);
    expect(milliseconds(() => complete(source, source.length, { mode: 'formula', sample: large }))).toBeLessThan(16);
    expect(milliseconds(() => diagnose(source, { mode: 'formula', sample: large }))).toBeLessThan(16);
  });

  it('also with a sample that was not seen before', () => {
    const fresh = Array.from({ length: 5 }, () => {
      const parsed = parseJson(text);
      if (!parsed.ok || !isObjectValue(parsed.value)) throw new Error('no object');
      return parsed.value;
    });
    const rounds = fresh.map((each) => {
      const start = performance.now();
      diagnose(source, { mode: 'formula', sample: each });
      return performance.now() - start;
    });
    expect(Math.min(...rounds)).toBeLessThan(16);
  });
});
