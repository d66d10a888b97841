/** A resource that is a list: read and written as a table, and kept safe from what others do to it meanwhile. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { askApi, readApi } from '../world/api.ts';
import { useWorld } from '../world/world.ts';

const world = useWorld();

async function newResource(name: string, value: unknown): Promise<string> {
  const { teams } = await readApi<{ teams: { id: number }[] }>(world.fabula, '/api/v1/teams');
  const body = { name, value, team_id: teams[0]?.id };
  const { id } = await askApi<{ id: number }>(world.fabula, 'POST', '/api/v1/global_resources', body);
  return `${id}`;
}

const stored = async (id: string) =>
  (await readApi<{ value: unknown }>(world.fabula, `/api/v1/global_resources/${id}?typed_value=true`)).value;

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((content) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', content);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
}

test('cells are written by keyboard, each keeps its kind, and what a spreadsheet has is pasted', async () => {
  const id = await newResource('Doors', [
    { name: 'North', floor: 1, open: true, tags: ['a'] },
    { name: 'South', floor: 2, open: false },
  ]);
  const page = await world.openSignedIn(`/settings/resources/${id}`);
  const grid = page.getByRole('grid', { name: 'Value' });
  await grid.getByText('North').click();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => focused(page)).toBe('1');
  await page.keyboard.type('first');
  await page.keyboard.press('Enter');
  await page.getByText('This is no number. Mend it, or choose Text.').waitFor();
  await page.getByRole('textbox', { name: 'floor in row 1' }).fill('12');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toBe('2');
  await page.keyboard.press('Home');
  await page.keyboard.type('007');
  await page.keyboard.press('Tab');
  await expect.poll(() => focused(page)).toBe('2');
  // A list in a cell is written as JSON.
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'tags in row 1' }).getByRole('textbox').fill('["a","b"]');
  await page.getByRole('button', { name: 'Put it in the cell' }).click();
  await expect.poll(() => focused(page)).toBe('["a","b"]');

  await page.getByRole('button', { name: 'Add row' }).click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-cell'))).toBe('2 0');
  await paste(page, 'East\t3\tTRUE\nWest\t4\tfalse\n');
  await grid.getByText('West').waitFor();
  await grid.getByRole('button', { name: 'open', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Rename the column…' }).click();
  await page.getByLabel('Name of the column').fill('is_open');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await grid.getByRole('button', { name: 'is_open' }).waitFor();
  await grid.getByRole('button', { name: 'Row 3' }).click();
  await page.getByRole('menuitem', { name: 'Delete the row' }).click();

  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  expect(await stored(id)).toEqual([
    { name: 'North', floor: 12, is_open: true, tags: ['a', 'b'] },
    { name: '007', floor: 2, is_open: false },
    { name: 'West', floor: 4, is_open: false, tags: null },
  ]);
});

test('a table of ten thousand rows is searched, and only what is seen is drawn', async () => {
  const many = Array.from({ length: 10_000 }, (_, at) => ({ host: `host-${at}.example.com`, port: at }));
  const id = await newResource('Hosts', many);
  const page = await world.openSignedIn(`/settings/resources/${id}`);
  const grid = page.getByRole('grid', { name: 'Value' });
  await grid.getByText('host-0.example.com').click();
  await page.keyboard.press('Control+End');
  await expect.poll(() => focused(page)).toBe('9999');
  expect(await grid.getByRole('row').count()).toBeLessThan(80);
  await page.getByLabel('Search in Value').fill('host-1234.');
  await page.getByText('1 of 10,000 rows').waitFor();
  await grid.getByText('host-1234.example.com').click();
  await page.keyboard.press('Delete');
  await page.getByLabel('Search in Value').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  const after = (await stored(id)) as typeof many;
  expect([after.length, after[1234], after[1235]]).toEqual([10_000, { host: '', port: 1234 }, many[1235]]);
});

test('what somebody else saved meanwhile is shown beside it, and leaving with unsaved cells is asked about', async () => {
  const id = await newResource('Cities', ['Oslo', 'Bergen']);
  const page = await world.openSignedIn(`/settings/resources/${id}`);
  await page.getByRole('grid').getByText('Bergen').dblclick();
  await page.keyboard.type('Moss');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Resources' }).first().click();
  await page
    .getByRole('alertdialog', { name: 'Leave without saving?' })
    .getByRole('button', { name: 'Cancel' })
    .click();
  await askApi(world.fabula, 'PUT', `/api/v1/global_resources/${id}`, { value: ['Oslo', 'Hamar'] });
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Somebody else changed this value meanwhile' });
  await dialog.getByRole('region', { name: 'Yours' }).getByText('Moss').waitFor();
  await dialog
    .getByRole('region', { name: /^Theirs/ })
    .getByText('Hamar')
    .waitFor();
  expect(await stored(id)).toEqual(['Oslo', 'Hamar']);
  await dialog.getByRole('button', { name: 'Save mine over it' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  expect(await stored(id)).toEqual(['Oslo', 'Moss']);
});
