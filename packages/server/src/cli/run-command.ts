/** Chooses the command and reads its arguments. What it does is in the file of its name. */
import { parseArgs } from 'node:util';
import { DirectoryInUse, NewerSchema } from '@fabula/store';
import { AuthoritiesUnreadable } from '../outgoing/certificate-authorities.ts';
import { diagnoseProcessSettings, readProcessSettings, type Settings } from '../settings.ts';
import { readTortureOptions } from '../torture/options.ts';
import { torture } from '../torture/torture.ts';
import { doctor } from './doctor.ts';
import { answerLines } from './formula.ts';
import { type CommandName, commandHelp, commandNames, generalHelp } from './help.ts';
import { migrateDatabase } from './migrate.ts';
import { runServer, runWorker } from './processes.ts';
import { exportFile, importFile } from './story-files.ts';
import { type Streams, UsageError } from './streams.ts';

const options = {
  help: { type: 'boolean', short: 'h' },
  'without-worker': { type: 'boolean' },
  'health-port': { type: 'string' },
  team: { type: 'string' },
  name: { type: 'string' },
  replace: { type: 'boolean' },
  'randomize-urls': { type: 'boolean' },
  'clear-recipients': { type: 'boolean' },
  kills: { type: 'string' },
  processes: { type: 'string' },
  'seconds-between': { type: 'string' },
  seed: { type: 'string' },
  'own-postgres': { type: 'boolean' },
  keep: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

type OptionName = keyof typeof options;

const optionsOf: Readonly<Record<CommandName, readonly OptionName[]>> = {
  server: ['without-worker'],
  worker: ['health-port'],
  migrate: [],
  import: ['team', 'name', 'replace'],
  export: ['randomize-urls', 'clear-recipients'],
  formula: [],
  doctor: ['json'],
  torture: ['kills', 'processes', 'seconds-between', 'seed', 'own-postgres', 'keep', 'json'],
};

export async function runCommand(words: readonly string[], streams: Streams): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    streams.output.write(`${generalHelp}\n`);
    return name === undefined ? 2 : 0;
  }
  const command = commandNames.find((known) => known === name);
  if (command === undefined) {
    streams.errors.write(`There is no command "${name}".\n\n${generalHelp}\n`);
    return 2;
  }
  try {
    return await run(command, rest, streams);
  } catch (error) {
    if (error instanceof UsageError) {
      streams.errors.write(`${error.message}\n\n${commandHelp[command]}\n`);
      return 2;
    }
    streams.errors.write(`${explain(error)}\n`);
    return 1;
  }
}

async function run(command: CommandName, words: readonly string[], streams: Streams): Promise<number> {
  const { values, positionals } = parse(command, words);
  if (values.help) {
    streams.output.write(`${commandHelp[command]}\n`);
    return 0;
  }
  const expected = command === 'import' ? 'FILE' : command === 'export' ? 'STORY' : null;
  const [subject] = positionals;
  const most = expected !== null || command === 'torture' ? 1 : 0;
  if (positionals.length > most) throw new UsageError(`"${positionals[most]}" was not expected.`);
  if (command === 'formula') {
    await answerLines(streams.input, streams.output);
    return 0;
  }
  if (command === 'doctor') return doctor(diagnoseProcessSettings(), streams, { json: values.json === true });
  if (expected !== null && subject === undefined) throw new UsageError(`${expected} is missing.`);

  const read = readProcessSettings();
  if (!read.ok) {
    streams.errors.write(`${read.error}\n`);
    return 1;
  }
  const settings: Settings = read.value;
  switch (command) {
    case 'server':
      return runServer(settings, streams, { isWorker: values['without-worker'] !== true });
    case 'worker':
      return runWorker(settings, streams, numberOption('health-port', values['health-port']));
    case 'migrate':
      return migrateDatabase(settings, streams);
    case 'import':
      return importFile(settings, streams, {
        file: subject ?? '',
        teamId: numberOption('team', values.team),
        name: values.name ?? null,
        mode: values.replace ? 'versionReplace' : 'new',
      });
    case 'export':
      return exportFile(settings, streams, {
        story: subject ?? '',
        randomizeUrls: values['randomize-urls'] === true,
        clearRecipients: values['clear-recipients'] === true,
      });
    case 'torture':
      return torture(readTortureOptions(values, subject, settings.databaseUrl), streams);
  }
}

function parse(command: CommandName, words: readonly string[]) {
  const known = Object.fromEntries(
    Object.entries(options).filter(([name]) => name === 'help' || optionsOf[command].some((own) => own === name)),
  );
  try {
    // The filtered table has fewer options, never other ones, so the type of the full table holds.
    return parseArgs({ args: [...words], options: known as typeof options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function numberOption(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} must be a whole number.`);
}

/** What a person can do something about is a sentence; anything else is shown whole. */
function explain(error: unknown): string {
  if (error instanceof DirectoryInUse || error instanceof NewerSchema || error instanceof AuthoritiesUnreadable)
    return `Fabula cannot start: ${error.message}.`;
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `Fabula cannot start: ${error.message}. Another program has the port; set PORT to a free one.`;
  }
  if (
    'code' in error &&
    (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') &&
    'syscall' in error &&
    error.syscall === 'listen'
  ) {
    return `Fabula cannot start: ${error.message}. This machine does not have that address; set HOST to one of its own.`;
  }
  if ('code' in error && 'syscall' in error && error.syscall === 'mkdir') {
    return `Fabula cannot start: ${error.message}. Set FABULA_DATA_DIR to a folder that it may write to.`;
  }
  if ('code' in error && typeof error.code === 'string' && connectionCodes.has(error.code)) {
    return `Fabula cannot reach the database of DATABASE_URL: ${error.message || error.code}.`;
  }
  return error.stack ?? error.message;
}

const connectionCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  '28P01',
  '28000',
  '3D000',
]);
