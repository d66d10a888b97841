import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from './database/database.ts';
import { pageAddresses } from './migrations/0010-page-addresses.ts';
import { listStoryActions, updateAction } from './repositories/actions.ts';
import { createStoryBook, type OpenStoryBook } from './story-book.ts';
import { type TestDatabase, testDatabases } from './testing/databases.test-kit.ts';
import { type Home, importInto, makeHome, readExport } from './testing/home.test-kit.ts';

describe.each(testDatabases)('addresses of pages, $kind', ({ open }) => {
  let opened: TestDatabase;
  let database: Database;
  let home: Home;
  let book: OpenStoryBook;
  beforeAll(async () => {
    opened = await open();
    database = opened.database;
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await opened.empty();
    home = await makeHome(database);
    book = createStoryBook(database);
    await book.start();
  });
  afterEach(() => book.close());

  const file = {
    name: 'Pages',
    guid: 'pages-guid',
    agents: [
      {
        type: 'Agents::FormAgent',
        name: 'Ask',
        guid: 'ask-guid',
        options: { note: 'a\u0000b', url_identifier: 'ask' },
      },
      { type: 'Agents::FormAgent', name: 'Bare', guid: 'bare-guid', options: {} },
      { type: 'Agents::WebhookAgent', name: 'Hook', guid: 'hook-guid', options: { path: 'ask' } },
    ],
    links: [],
    pages: [{ agent_guid: 'ask-guid', fields: [{ type: 'TITLE', content: 'Hello' }] }],
  };
  const importFile = () => importInto(database, home, readExport(file));

  test('a page is found by its identifier, or by its guid without one, with its contents', async () => {
    const story = await importFile();
    const [ask, bare, hook] = await listStoryActions(database.kysely, story.id);
    const found = await book.findByWebhookPath('pages/ask');
    expect(found).toMatchObject({ actionId: ask?.id, story: { id: story.id } });
    expect(found?.story.actions[0]?.page).toMatchObject({ fields: [{ content: 'Hello' }] });
    expect(found?.story.actions[1]?.page).toBeNull();
    expect(await book.findByWebhookPath('pages/bare-guid')).toMatchObject({ actionId: bare?.id });
    expect(await book.findByWebhookPath('ask')).toMatchObject({ actionId: hook?.id });
  });

  test('a second copy gets addresses of its own, and keeps its contents', async () => {
    await importFile();
    const copy = await importFile();
    const definition = await book.get(copy.id);
    const [ask] = definition?.actions ?? [];
    expect(ask?.page).toMatchObject({ fields: [{ content: 'Hello' }] });
    const options: Readonly<Record<string, unknown>> = { ...ask?.options };
    expect(options['url_identifier']).not.toBe('ask');
    expect(await book.findByWebhookPath(`pages/${options['url_identifier']}`)).toMatchObject({ actionId: ask?.id });
  });

  test('an address that another page has is refused', async () => {
    const story = await importFile();
    const [, bare] = await listStoryActions(database.kysely, story.id);
    if (bare === undefined) throw new Error('no action');
    const taken = await updateAction(database.kysely, bare.id, { options: { url_identifier: 'ask' } });
    expect(taken).toEqual({ ok: false, error: { kind: 'webhook_path_taken', path: 'pages/ask' } });
  });

  test('pages from before they had addresses get theirs', async () => {
    await importFile();
    await database.kysely.deleteFrom('webhook_path').execute();
    await database.pool.query(pageAddresses);
    const rows = await database.kysely.selectFrom('webhook_path').select('path').orderBy('path').execute();
    expect(rows.map(({ path }) => path)).toEqual(['pages/ask', 'pages/bare-guid']);
  });
});
