/** Stories as files: in, out, and in again, on both databases. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf, isObjectValue, makeObject, parseJson, stringifyJson, type Value } from '@fabula/formula';
import { readStoryExport, type Story, type StoryDocument, type StoryId, type TeamId, type UserId } from '@fabula/model';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { exportStory } from './export-story.ts';
import { importStory, type StoryImport } from './import-story.ts';
import { createTeam } from './teams.ts';
import { createUser } from './users.ts';

const corpus = process.env['FABULA_STORY_CORPUS'];
const files = corpus === undefined ? [] : readdirSync(corpus).filter((name) => name.endsWith('.json'));

describe.each(testDatabases)('stories as files, $kind', ({ open }) => {
  let opened: TestDatabase;
  let teamId: TeamId;
  let userId: UserId;
  let count = 0;
  const newGuid = (): string => {
    count += 1;
    return count.toString(16).padStart(32, 'f');
  };
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await opened.empty();
    const { kysely } = opened.database;
    ({ id: teamId } = await createTeam(kysely, 'Blue'));
    ({ id: userId } = await createUser(kysely, {
      email: 'ada@example.com',
      firstName: 'Ada',
      lastName: '',
      passwordHash: null,
      isAdmin: true,
    }));
  });

  const importDocument = (document: StoryDocument, more: Partial<StoryImport> = {}): Promise<Story> =>
    opened.database.kysely.transaction().execute((transaction) =>
      importStory(transaction, {
        document,
        newName: null,
        teamId,
        folderId: null,
        userId,
        mode: 'new',
        newGuid,
        ...more,
      }),
    );
  const exported = async (id: StoryId): Promise<Value> =>
    exportStory(opened.database.kysely, id, { exportedAt: 'now', newHex: newGuid });

  test.skipIf(corpus === undefined).each(files)('%s comes back exactly (set FABULA_STORY_CORPUS)', async (name) => {
    const value = parse(readFileSync(join(corpus ?? '', name), 'utf8'));
    const story = await importDocument(read(value));
    expect(withoutExportTime(await exported(story.id))).toBe(withoutExportTime(value));
  });
});

function parse(text: string): Value {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function read(value: Value): StoryDocument {
  const result = readStoryExport(value);
  if (!result.ok) throw new Error(`${result.error.field}: ${result.error.message}`);
  return result.value;
}

function withoutExportTime(document: Value): string {
  if (!isObjectValue(document)) throw new Error('not an export');
  return stringifyJson(makeObject(entriesOf(document).filter(([key]) => key !== 'exported_at')));
}
