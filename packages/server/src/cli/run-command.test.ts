import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { idAt, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';
import { commandNames } from './help.ts';
import { runCommand } from './run-command.ts';

async function run(words: readonly string[], input = '') {
  const streams = { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough() };
  streams.input.end(input);
  const output = text(streams.output);
  const errors = text(streams.errors);
  const code = await runCommand(words, streams);
  streams.output.end();
  streams.errors.end();
  return { code, output: await output, errors: await errors };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each(commandNames)('%s --help says what it is for', async (name) => {
  const { code, output } = await run([name, '--help']);
  expect(code).toBe(0);
  expect(output).toMatch(new RegExp(`^Usage: fabula ${name}`));
});

test('--help names every command', async () => {
  const { code, output } = await run(['--help']);
  expect(code).toBe(0);
  for (const name of commandNames) expect(output).toContain(`\n  ${name}`);
});

test.each([
  ['an unknown command', ['sever']],
  ['no command', []],
  ['an unknown option', ['server', '--fast']],
  ['an option of another command', ['server', '--team', '1']],
  ['a missing file', ['import']],
  ['a missing story', ['export']],
  ['one argument too many', ['export', '1', '2']],
  ['an argument where none is expected', ['server', 'now']],
  ['a team that is no number', ['import', 'x.json', '--team', 'blue']],
  ['a file that is not there', ['import', '/nowhere/x.json']],
])('%s ends with 2 and the help', async (_name, words) => {
  const { code, output, errors } = await run(words);
  expect(code).toBe(2);
  expect(output + errors).toContain('Usage: fabula');
});

test('a setting that cannot be used is named', async () => {
  vi.stubEnv('PORT', 'eighty');
  const { code, errors } = await run(['server']);
  expect(code).toBe(1);
  expect(errors).toBe('PORT must be a whole number from 0 to 65535.\n');
});

test.each(['/proc/fabula', '/dev/null/fabula'])(
  'a data directory that cannot be made (%s) is named',
  async (dataDir) => {
    vi.stubEnv('DATABASE_URL', '');
    vi.stubEnv('FABULA_DATA_DIR', dataDir);
    const { code, errors } = await run(['migrate']);
    expect(code).toBe(1);
    expect(errors).toMatch(/^Fabula cannot start: .+ Set FABULA_DATA_DIR to a folder/);
  },
);

test('several processes on the embedded database are refused with the way out', async () => {
  vi.stubEnv('DATABASE_URL', '');
  vi.stubEnv('FABULA_PROCESSES', '2');
  const { code, errors } = await run(['server']);
  expect(code).toBe(1);
  expect(errors).toContain('FABULA_PROCESSES is 2');
  expect(errors).toContain('set DATABASE_URL');
});

test('formula answers each line with a line', async () => {
  const lines = [
    '{"formula": "1 + 2", "context": null}',
    '',
    '{"formula": "UPCASE(a.b)", "context": {"a": {"b": "x"}}}',
    '{"formula": "Hi <<name>>!", "context": {"name": "Ada"}, "field": "text"}',
    '{"formula": "1 +", "context": null}',
    '{"formula": "MD5(\\"abc\\")", "context": {}}',
    'not json',
  ];
  const { code, output } = await run(['formula'], `${lines.join('\n')}\n`);
  expect(code).toBe(0);
  const answers = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers.length).toBe(6);
  expect(answers.slice(0, 3)).toEqual([{ result: 3 }, { result: 'X' }, { result: 'Hi Ada!' }]);
  expect(answers[3].error.range).toEqual([expect.any(Number), expect.any(Number)]);
  expect(answers[4]).toEqual({ result: '900150983cd24fb0d6963f7d28e17f72' });
  expect(answers[5].error.message).toContain('JSON');
});

describe('story files', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'fabula-cli-'));
  const hello = fileURLToPath(new URL('../../../../examples/stories/hello.json', import.meta.url));
  let held: TestFabula;

  beforeAll(async () => {
    held = await startFabula('embedded', { FABULA_DATA_DIR: dataDir });
  });
  afterAll(async () => {
    await held.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const useDirectory = () => {
    vi.stubEnv('FABULA_DATA_DIR', dataDir);
    vi.stubEnv('DATABASE_URL', '');
  };

  test('while a server holds the database, it says who and what to do instead', async () => {
    useDirectory();
    const { code, errors } = await run(['import', hello]);
    expect(code).toBe(1);
    expect(errors).toContain(`Process ${process.pid} holds the embedded database`);
    expect(errors).toContain('/api/v1/stories/import');
  });

  test('import and export work on the database when nobody else does', async () => {
    await held.fabula.stop();
    useDirectory();
    const imported = await run(['import', hello, '--name', 'From the shell']);
    expect(imported).toMatchObject({ code: 0, errors: '' });
    const id = Number(imported.output);
    const byId = await run(['export', String(id)]);
    const byName = await run(['export', 'From the shell', '--randomize-urls']);
    expect(JSON.parse(byId.output)).toMatchObject({ name: 'From the shell', slug: 'from_the_shell' });
    expect(idAt({ id }, 'id')).toBeGreaterThan(1);
    expect(JSON.parse(byName.output).agents.length).toBe(JSON.parse(readFileSync(hello, 'utf8')).agents.length);
    expect((await run(['export', 'Nobody'])).errors).toContain('no story named "Nobody"');

    const piped = await run(['import', '-', '--replace', '--name', 'From the shell'], readFileSync(hello, 'utf8'));
    expect(Number(piped.output)).toBe(id);
    const broken = join(dataDir, 'broken.json');
    writeFileSync(broken, '{"name":"x","agents":[],"links":[{"source":4,"receiver":5}]}');
    expect(await run(['import', broken])).toMatchObject({ code: 2, output: '' });
  });
});
