/** `fabula import` and `fabula export`: they work on the database itself; the engine does not run. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseJson, stringifyJson } from '@fabula/formula';
import {
  asId,
  readStoryExport,
  type StoryDocument,
  type StoryId,
  type TeamId,
  toTimestamp,
  type UserId,
} from '@fabula/model';
import {
  type Database,
  DirectoryInUse,
  type Executor,
  exportStory,
  findTeam,
  importStory,
  listTeams,
} from '@fabula/store';
import { openFabulaDatabase } from '../compose/open-database.ts';
import { createLogger } from '../observe/logger.ts';
import type { Settings } from '../settings.ts';
import { type Streams, UsageError } from './streams.ts';

export interface ImportCommand {
  /** `-`: the standard input. */
  readonly file: string;
  /** null: the first team. */
  readonly teamId: number | null;
  /** null: the name in the file. */
  readonly name: string | null;
  readonly mode: 'new' | 'versionReplace';
}

export async function importFile(settings: Settings, streams: Streams, command: ImportCommand): Promise<number> {
  const document = await readDocument(command.file, streams);
  return onDatabase(settings, streams, async (database) => {
    const story = await database.kysely.transaction().execute(async (transaction) => {
      const imported = await importStory(transaction, {
        document,
        newName: command.name,
        teamId: await teamFor(transaction, command.teamId),
        folderId: null,
        userId: await firstOwner(transaction),
        mode: command.mode,
        newGuid: newHex,
        at: toTimestamp(Date.now()),
      });
      if (imported.ok) return imported.value;
      const { kind, name } = imported.error;
      throw new UsageError(
        kind === 'story_locked'
          ? `The story "${name}" is locked: unlock it before replacing it.`
          : `The story "${name}" is under change control: import the file into a draft of it through the API.`,
      );
    });
    streams.output.write(`${story.id}\n`);
  });
}

export interface ExportCommand {
  /** An id, or an exact name. */
  readonly story: string;
  readonly randomizeUrls: boolean;
  readonly clearRecipients: boolean;
}

export async function exportFile(settings: Settings, streams: Streams, command: ExportCommand): Promise<number> {
  return onDatabase(settings, streams, async (database) => {
    const storyId = await findStoryId(database.kysely, command.story);
    const file = await database.kysely
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((transaction) =>
        exportStory(transaction, storyId, {
          randomizeUrls: command.randomizeUrls,
          clearRecipients: command.clearRecipients,
          newHex,
          exportedAt: toTimestamp(Date.now()),
        }),
      );
    if (file === null) throw new UsageError(`There is no story ${command.story}.`);
    streams.output.write(`${stringifyJson(file)}\n`);
  });
}

async function readDocument(file: string, { input }: Streams): Promise<StoryDocument> {
  const content = file === '-' ? await text(input) : await readText(file);
  const parsed = parseJson(content.replace(/^\uFEFF/, ''));
  if (!parsed.ok) {
    throw new UsageError(`${file} is not JSON: ${parsed.error.message} at character ${parsed.error.position + 1}.`);
  }
  const document = readStoryExport(parsed.value);
  if (document.ok) return document.value;
  const { field, message } = document.error;
  throw new UsageError(`${file} cannot be imported: ${field === '' ? '' : `${field}: `}${message}.`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

async function onDatabase(
  settings: Settings,
  { errors }: Streams,
  work: (database: Database) => Promise<void>,
): Promise<number> {
  let database: Database;
  try {
    database = await openFabulaDatabase(settings, createLogger({ logLevel: 'error' }));
  } catch (error) {
    if (!(error instanceof DirectoryInUse)) throw error;
    const url = settings.publicUrl ?? `http://${settings.host}:${settings.port}`;
    errors.write(
      `Process ${error.pid} holds the embedded database in ${settings.dataDir}. ` +
        `Stop it, or use its API with a key of yours: POST ${url}/api/v1/stories/import, GET ${url}/api/v1/stories/<id>/export.\n`,
    );
    return 1;
  }
  try {
    await work(database);
    return 0;
  } finally {
    await database.close();
  }
}

async function teamFor(executor: Executor, id: number | null): Promise<TeamId> {
  if (id === null) {
    const { items } = await listTeams(executor, null, { page: 1, perPage: 1 });
    if (items[0] !== undefined) return items[0].id;
    throw new UsageError('The database has no team yet: start the server once, then import.');
  }
  const team = await findTeam(executor, asId<TeamId>(id));
  if (team === null) throw new UsageError(`There is no team ${id}.`);
  return team.id;
}

/** Somebody must have made the story: the owner who has been there longest. */
async function firstOwner(executor: Executor): Promise<UserId> {
  const row = await executor
    .selectFrom('app_user')
    .select('id')
    .orderBy('is_admin', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) throw new UsageError('The database has no user yet: start the server once, then import.');
  return asId(row.id);
}

async function findStoryId(executor: Executor, story: string): Promise<StoryId> {
  if (/^\d{1,15}$/.test(story)) return asId(Number(story));
  const rows = await executor.selectFrom('story').select('id').where('name', '=', story).limit(2).execute();
  const [row, second] = rows;
  if (row === undefined) throw new UsageError(`There is no story named "${story}".`);
  if (second !== undefined) throw new UsageError(`Several stories are named "${story}": give the id of one.`);
  return asId(row.id);
}

function newHex(): string {
  return randomBytes(16).toString('hex');
}
