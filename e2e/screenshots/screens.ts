/** Each screen of the web application, and how one gets there. */
import type { Page } from 'playwright-core';
import { BuildForm } from '../pages/build-form.ts';
import { StoryPage } from '../pages/story-page.ts';
import type { Furnished } from './world.ts';

export interface Screen {
  readonly name: string;
  readonly open: (page: Page, furnished: Furnished) => Promise<void>;
}

/** Before somebody has signed in. */
export const outsideScreens: readonly Screen[] = [
  {
    name: 'sign-in',
    async open(page) {
      await page.goto('/sign-in');
      await page.getByLabel('Password').waitFor();
    },
  },
];

/** Of an installation that nobody has used yet. */
export const firstScreens: readonly Screen[] = [
  { name: 'first-run', open: (page) => to(page, '/stories', 'Stories') },
  {
    name: 'examples',
    async open(page) {
      await to(page, '/stories', 'Stories');
      await page.getByRole('button', { name: 'Try an example' }).first().click();
      await page.getByRole('dialog').waitFor();
    },
  },
];

const onBoard: readonly Screen[] = [
  {
    name: 'empty-board',
    async open(page, { empty }) {
      await page.goto(`/stories/${empty}`);
      await page.getByText('Nothing happens here yet').waitFor();
    },
  },
  { name: 'story', open: async (page, { story }) => void (await openStory(page, story)) },
  {
    name: 'story-failing',
    async open(page, { failing }) {
      const story = await openStory(page, failing);
      await story.card('Ask the directory').click();
      await story.tab('Logs').click();
      await story.logs.first().waitFor();
    },
  },
  {
    name: 'webhook',
    async open(page, { story }) {
      const opened = await openStory(page, story);
      await opened.card('Mail reported').click();
      await opened.tab('Summary').click();
      await opened.inspector.getByText('curl').waitFor();
    },
  },
  {
    name: 'events-of-action',
    async open(page, { story }) {
      const opened = await openStory(page, story);
      await opened.card('Judge the sender').click();
      await opened.tab('Events').click();
      await opened.events.first().waitFor();
    },
  },
  {
    name: 'build',
    async open(page, { story }) {
      const opened = await openStory(page, story);
      await opened.card('Judge the sender').click();
      await opened.tab('Build').click();
      const form = new BuildForm(page);
      await form.root.getByRole('region', { name: 'Payload.sender with this event' }).waitFor();
    },
  },
  {
    name: 'run',
    async open(page, { story }) {
      const opened = await openStory(page, story);
      await opened.openRuns();
      await opened.runList.first().click();
      await opened.runEvents.first().waitFor();
    },
  },
  {
    name: 'events-of-story',
    async open(page, { story }) {
      await openStory(page, story);
      await page.keyboard.press('e');
      await page.getByRole('list', { name: 'Events, newest first' }).getByRole('button').nth(4).waitFor();
    },
  },
  {
    name: 'palette',
    async open(page, { failing }) {
      await openStory(page, failing);
      await page.keyboard.press('/');
      await page.getByRole('combobox', { name: 'Kind of action' }).waitFor();
      await page.keyboard.type('mail');
    },
  },
  {
    name: 'find',
    async open(page, { story }) {
      await openStory(page, story);
      await page.keyboard.press('Control+f');
      await page.keyboard.type('sender');
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'commands',
    async open(page, { story }) {
      await openStory(page, story);
      await page.keyboard.press('Control+k');
      await page.getByRole('option', { name: 'Show the runs' }).waitFor();
    },
  },
  {
    name: 'origin',
    async open(page, { story }) {
      const opened = await openStory(page, story);
      await opened.card('Judge the sender').click();
      await opened.tab('Events').click();
      await opened.value('domain').click();
      await opened.inspector.getByRole('region', { name: 'Where it comes from' }).getByRole('tree').waitFor();
    },
  },
  {
    name: 'group',
    async open(page, { failing }) {
      const opened = await openStory(page, failing);
      const frame = opened.board.getByRole('img', { name: 'Inside Group' });
      if ((await frame.count()) === 0) {
        await opened.card('Ask the directory').click({ modifiers: ['ControlOrMeta'] });
        await opened.card('Tell the manager').click({ modifiers: ['ControlOrMeta'] });
        await page.keyboard.press('Control+g');
      }
      await frame.waitFor();
      await opened.untilDrawn();
      await page.keyboard.press('f');
    },
  },
  {
    name: 'shortcuts',
    async open(page, { story }) {
      await openStory(page, story);
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    },
  },
  {
    name: 'changes',
    async open(page, { story, draft }) {
      await openStory(page, story, `?draft=${draft}&side=changes`);
      await page.getByRole('region', { name: 'Change request' }).getByText('Waits for review').waitFor();
    },
  },
  {
    name: 'backtest',
    async open(page, { story, draft }) {
      await openStory(page, story, `?draft=${draft}&side=changes`);
      await page
        .getByRole('button', { name: /^Try it on/ })
        .first()
        .click();
      await page.getByText(/^Of \d+ runs/).waitFor();
    },
  },
  {
    name: 'versions',
    async open(page, { story }) {
      await openStory(page, story);
      await page.keyboard.press('v');
      await page.getByText('As it was audited').first().waitFor();
    },
  },
];

const around: readonly Screen[] = [
  { name: 'stories', open: (page) => to(page, '/stories', 'Stories') },
  {
    name: 'import',
    async open(page) {
      await to(page, '/stories', 'Stories');
      const file = JSON.stringify({ name: 'From elsewhere', agents: [], links: [] });
      await page.getByRole('button', { name: 'Import' }).first().click();
      await page
        .getByLabel('Story export')
        .setInputFiles({ name: 'from-elsewhere.json', mimeType: 'application/json', buffer: Buffer.from(file) });
      await page.getByRole('dialog').getByText('From elsewhere').first().waitFor();
    },
  },
  ...(
    [
      ['settings', '/settings', /Settings/],
      ['preferences', '/settings/preferences', /Preferences/],
      ['credentials', '/settings/credentials', /Credentials/],
      ['credential-new', '/settings/credentials/new', /credential/i],
      ['resources', '/settings/resources', /Resources/],
      ['members', '/settings/members', /Members/],
      ['users', '/settings/users', /Users/],
      ['roles', '/settings/roles', /Roles/],
      ['api-keys', '/settings/api-keys', /API keys/],
      ['sync', '/settings/sync', /Sync/],
      ['audit-log', '/settings/audit-log', /Audit log/],
      ['reports', '/settings/reports', /Reports/],
      ['jobs', '/settings/jobs', /Jobs/],
      ['formulas', '/reference/formulas', /./],
      ['formula-try', '/formulas/try', /./],
    ] as const
  ).map(([name, path, heading]) => ({ name, open: (page: Page) => to(page, path, heading) })),
  {
    name: 'resource-table',
    async open(page, { resource }) {
      await page.goto(`/settings/resources/${resource}`);
      await page.getByRole('heading', { name: 'Known senders' }).waitFor();
    },
  },
];

export const screens: readonly Screen[] = [...around, ...onBoard];

async function to(page: Page, path: string, heading: string | RegExp): Promise<void> {
  await page.goto(path);
  await page.getByRole('heading', { name: heading }).first().waitFor();
}

async function openStory(page: Page, id: number, search = ''): Promise<StoryPage> {
  const story = new StoryPage(page);
  await page.goto(`/stories/${id}${search}`);
  await story.board.locator('[data-action]').first().waitFor();
  return story;
}
