import { PassThrough, Readable, Writable } from 'node:stream';
import { beforeAll, expect, test } from 'vitest';
import { answerLines } from './formula.ts';

/** Collects what is written; `write` gives back what a slow reader would. */
class Collected extends Writable {
  readonly chunks: string[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk.toString());
    setImmediate(done);
  }

  lines(): string[] {
    return this.chunks.join('').split('\n').slice(0, -1);
  }
}

async function answered(chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const output = new Collected();
  await answerLines(Readable.from(chunks), output);
  output.end();
  await new Promise((resolve) => output.on('close', resolve));
  return output.lines();
}

const question = (formula: string) => JSON.stringify({ formula });

test.each<[string, readonly (string | Buffer)[]]>([
  ['one chunk', [`${question('1 + 1')}\n${question('"é\u2028😀"')}\n`]],
  ['a last line without its end', [`${question('1 + 1')}\n${question('"é\u2028😀"')}`]],
  ['line ends of Windows and empty lines', [`\n${question('1 + 1')}\r\n\r\n  \n${question('"é\u2028😀"')}\r\n`]],
  [
    'a byte at a time',
    [...Buffer.from(`${question('1 + 1')}\n${question('"é\u2028😀"')}\n`)].map((byte) => Buffer.of(byte)),
  ],
])('lines are found in %s', async (_, chunks) => {
  expect(await answered(chunks)).toEqual(['{"result":2}', '{"result":"é\u2028😀"}']);
});

test('somebody who writes one line and waits is answered at once', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const done = answerLines(input, output);
  for (const number of [1, 2, 3]) {
    input.write(`${question(`${number} * 10`)}\n`);
    const [answer] = await new Promise<[Buffer]>((resolve) =>
      output.once('data', (...data) => resolve(data as [Buffer])),
    );
    expect(answer.toString()).toBe(`{"result":${number * 10}}\n`);
  }
  input.end();
  await done;
});

test('a slow reader is waited for', async () => {
  let most = 0;
  const slow: Writable = new Writable({
    highWaterMark: 1_000,
    write: (_chunk, _encoding, done) => {
      most = Math.max(most, slow.writableLength);
      setImmediate(done);
    },
  });
  const long = JSON.stringify({ formula: 't', context: { t: 'x'.repeat(10_000) } });
  await answerLines(Readable.from([`${long}\n`.repeat(1_000)]), slow);
  expect(most).toBeLessThan(150_000);
});

test('a long line in small chunks costs its length', async () => {
  const line = JSON.stringify({ formula: 'SIZE(t)', context: { t: 'x'.repeat(8_000_000) } });
  const pieces = Array.from({ length: Math.ceil(line.length / 1_000) }, (_, index) =>
    line.slice(index * 1_000, (index + 1) * 1_000),
  );
  expect(await answered(pieces)).toEqual(['{"result":8000000}']);
});

const context = {
  alert: { id: 'A-1', title: 'Sign-in', score: 87, user: { name: 'Ada', email: 'ada1@example.com' }, tags: ['a', 'b'] },
  items: Array.from({ length: 10 }, (_, index) => ({ name: `host-${index}`, n: (index * 7) % 13 })),
};
const formulas: readonly ((index: number) => string)[] = [
  () => 'alert.user.name',
  (index) => `alert.score + ${index}`,
  () => 'UPCASE(alert.title) & " / " & alert.id',
  () => 'FILTER(items, LAMBDA(x, x.n > 5)) |> MAP(%, "name") |> JOIN(%, ", ")',
  () => 'DATE("2024-05-14T09:30:00Z", "%d %b %Y")',
  () => '{id: alert.id, high: alert.score > 50, tags: alert.tags}',
  () => '1 / 0',
  (index) => `IF_ERROR(1 / 0, "line ${index}")`,
];
const LINES = 20_000;
const input = Array.from({ length: LINES }, (_, index) => {
  const formula = formulas[index % formulas.length] ?? (() => '1');
  return JSON.stringify({ formula: formula(index), context });
});

let floor: number;

/** What any program must do with such lines: read JSON, write JSON. */
beforeAll(async () => {
  const passing = async () => {
    const output = new Collected();
    for await (const chunk of Readable.from([`${input.join('\n')}\n`])) {
      let answers = '';
      for (const line of String(chunk).split('\n')) {
        if (line !== '') answers += `${JSON.stringify({ result: JSON.parse(line).context.alert })}\n`;
      }
      output.write(answers);
    }
  };
  floor = await fastestOf(passing);
});

test('many lines are answered in a few times what reading and writing their JSON takes', async () => {
  const taken = await fastestOf(async () => {
    await answerLines(Readable.from([`${input.join('\n')}\n`]), new Collected());
  });
  console.info(
    `fabula formula: ${Math.round((LINES / taken) * 1_000).toLocaleString('en')} lines per second, ` +
      `${(taken / floor).toFixed(1)} times the floor of ${Math.round((LINES / floor) * 1_000).toLocaleString('en')}`,
  );
  expect(taken / floor).toBeLessThan(6);
});

async function fastestOf(run: () => Promise<void>): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const started = performance.now();
    await run();
    fastest = Math.min(fastest, performance.now() - started);
  }
  return fastest;
}
