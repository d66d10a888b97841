import { expect, test } from 'vitest';
import { StoriesPage } from '../pages/stories-page.ts';
import { StoryPage } from '../pages/story-page.ts';
import { doorCheck, useWorld } from '../world/world.ts';

const world = useWorld();

async function scan(body: object | string): Promise<number> {
  const response = await fetch(`${world.fabula.url}/webhook/badge-scanned/journeys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return response.status;
}

test('from a file to the events of a run, without a reload', async () => {
  const page = await world.openSignedIn('/stories');
  const stories = new StoriesPage(page);
  const story = new StoryPage(page);

  await stories.chooseFile(doorCheck);
  await stories.confirmImport();
  await story.card('Badge scanned').waitFor();
  expect(await page.title()).toBe('Door check · Fabula');
  await story.untilLive();

  // The webhook tells how to call it.
  await story.card('Badge scanned').click();
  await story.tab('Summary').click();
  await story.inspector.getByText(`${world.fabula.url}/webhook/badge-scanned/journeys`, { exact: true }).waitFor();
  await story.inspector.getByText('curl').waitFor();

  // The count rises while one looks.
  expect(await scan('{"person":"Grace","door":"north","allowed":true,"badge":9007199254740993}')).toBe(200);
  await story.card('Badge scanned, Webhook, 1 event').waitFor();
  await story.card('Open the door, Message, 1 event').waitFor();
  expect(await scan({ person: 'Mallory', door: 'south', allowed: false })).toBe(200);
  await story.card('Badge scanned, Webhook, 2 events').waitFor();
  await story.card('Keep it shut, Message, 1 event').waitFor();

  // The events of one action, digits exactly as they were sent.
  await story.card('Who is it').click();
  await story.events.nth(1).waitFor();
  expect(await story.value('person').textContent()).toContain('"Mallory at south"');
  await story.events.nth(1).click();
  await story.value('badge').filter({ hasText: '9007199254740993' }).waitFor();

  // A value tells from which formula and event it was made.
  await story.value('person').click();
  const origin = story.inspector.getByRole('region', { name: 'Where it comes from' });
  await origin.getByText('badge_scanned.body.person').first().waitFor();
  await origin.getByRole('treeitem').filter({ hasText: '"Grace"' }).first().waitFor();
  await origin.getByRole('button', { name: 'Close where it comes from' }).click();
  expect(await story.value('person').textContent()).toContain('"Grace at north"');

  // A third arrives in the open list; what was chosen stays chosen.
  expect(await scan({ person: 'Ada', door: 'north', allowed: true })).toBe(200);
  await story.events.nth(2).waitFor();
  expect(await story.events.nth(2).getAttribute('aria-current')).toBe('true');
});

test('a webhook is sent a request from its own panel, and its run is shown', async () => {
  const id = await world.importStory(doorCheck, 'Door check by hand');
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  await story.card('Badge scanned').click();
  await story.tab('Summary').click();
  const request = story.inspector.getByRole('region', { name: 'Send a request' });
  const body = request.getByLabel('Body, JSON');
  await body.fill('{"person": "Ada", ');
  expect(await request.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
  await body.fill('{"person": "Ada", "door": "north", "allowed": true}');
  await request.getByRole('button', { name: 'Send' }).click();
  await request.getByRole('status').filter({ hasText: '200 after' }).waitFor();
  await request.getByRole('button', { name: 'Show its run' }).click();
  await expect.poll(() => story.runEvents.allTextContents()).toContain('Open the door');
});

test('an error is seen on the card, told in the logs, and leads to the event that caused it', async () => {
  const id = await world.importStory(doorCheck, 'Door check of errors');
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  await story.untilLive();
  const path = await webhookOf(story);
  await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"person":"Eve","allowed":false}',
  });

  await story.card('Tell the guard').and(page.locator('[data-state="failing"]')).waitFor();
  await story.card('Tell the guard').click();
  await story.tab('Logs').click();
  await story.inspector.getByRole('radio', { name: 'Errors' }).click();
  expect(await story.logs.first().textContent()).toContain('Error');
  expect(await story.logs.first().textContent()).toContain('169.254.169.254');

  await story.logs
    .first()
    .getByRole('button', { name: /inbound event/ })
    .click();
  await page.getByRole('region', { name: 'Action Keep it shut' }).waitFor();
  await story.value('door').filter({ hasText: '"shut"' }).waitFor();
});

test('a run is listed, told in order, and lights up its path', async () => {
  const id = await world.importStory(doorCheck, 'Door check of runs');
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  await fetch(await webhookOf(story), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"allowed":true}',
  });

  await page.getByRole('button', { name: 'Runs' }).click();
  await story.runList.first().click();
  await story.runEvents.nth(3).waitFor();
  expect(await story.runEvents.allTextContents()).toEqual([
    'Badge scanned',
    'Who is it',
    'May they enter?',
    'Open the door',
  ]);
  await expect
    .poll(() => story.namesOnPath())
    .toEqual(['Badge scanned', 'May they enter?', 'Open the door', 'Who is it']);

  await story.runEvents.nth(3).click();
  await story.value('door').filter({ hasText: '"open"' }).waitFor();

  // What is open is in the address, so a colleague who gets it sees the same.
  await page.reload();
  await story.value('door').filter({ hasText: '"open"' }).waitFor();
  await expect.poll(() => story.namesOnPath()).toHaveLength(4);
  await page.getByRole('button', { name: 'All runs' }).click();
  await expect.poll(() => story.namesOnPath()).toEqual([]);

  // Once more, it is a run of its own.
  await story.runList.first().click();
  await story.runs.getByRole('button', { name: 'Run again…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Run again' }).click();
  await story.runList.nth(1).waitFor();
  await story.card('Open the door, Message, 2 events').waitFor();
});

test('what the board shows is told without colour alone, and a note is text', async () => {
  const id = await world.importStory(doorCheck, 'Door check to look at');
  const page = await world.openSignedIn(`/stories/${id}`);
  const story = new StoryPage(page);
  await story.card('Write to the owner').and(page.locator('[data-state="disabled"]')).waitFor();
  expect(await story.card('Write to the owner').getAttribute('aria-label')).toMatch(/disabled$/);
  await story.board.getByText('no match', { exact: true }).waitFor();
  await story.board.getByText('on failure', { exact: true }).waitFor();
  await story.board.getByText("<script>document.title = 'stolen'</script>").waitFor();
  expect(await page.title()).toBe('Door check to look at · Fabula');
  expect(await story.board.getByRole('link', { name: 'How webhooks work' }).getAttribute('href')).toBe(
    'https://example.com/webhooks',
  );
});

test.each([
  ['not JSON', '{"agents":[}', /not JSON.*line 1/],
  ['no story', '{"hello":"world"}', /not a story export/],
  ['a link to nowhere', '{"name":"Broken","agents":[],"links":[{"source":4,"receiver":0}]}', /links/],
])('a file that is %s is refused with its reason, and another can be chosen', async (_, text, reason) => {
  const page = await world.openSignedIn('/stories');
  const stories = new StoriesPage(page);
  await stories.chooseFile({ name: 'broken.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  if (reason.source === 'links') await stories.confirmImport();
  const refusal = stories.importDialog.getByRole('alert');
  await refusal.waitFor();
  expect(await refusal.textContent()).toMatch(reason);

  await stories.importDialog.getByLabel('Story export').setInputFiles(doorCheck);
  await refusal.waitFor({ state: 'detached' });
  await stories.importDialog.getByText('8 actions').waitFor();
});

test('an export downloads what was imported', async () => {
  await world.importStory(doorCheck, 'Door check to take away');
  const page = await world.openSignedIn('/stories');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export Door check to take away' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.json$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk));
  const exported = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  expect(exported.agents.map((action: { name: string }) => action.name)).toContain('Badge scanned');
});

/** Imported again, a webhook has a path of its own; the panel says which. */
async function webhookOf(story: StoryPage): Promise<string> {
  await story.card('Badge scanned').click();
  await story.tab('Summary').click();
  const address = await story.inspector.getByRole('region', { name: 'Address' }).locator('code').textContent();
  await story.inspector.getByRole('button', { name: 'Close' }).click();
  return address ?? '';
}

test('an example is a story at once', async () => {
  const page = await world.openSignedIn('/stories');
  await page.getByRole('button', { name: 'Try an example' }).click();
  await page.getByRole('button', { name: 'Add Score a list' }).click();
  await new StoryPage(page).card('Score host').waitFor();
});
