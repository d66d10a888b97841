import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { desktop, phone } from '../world/sizes.ts';
import { useWorld } from '../world/world.ts';

const world = useWorld();
const leaveRequest = fileURLToPath(new URL('../world/stories/leave-request.json', import.meta.url));

beforeAll(async () => {
  await world.importStory(leaveRequest);
});

async function complaintsAbout(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
  );
}

test('a visitor fills in a page, is led to the next, and the story goes on', async () => {
  const page = await world.openPage('/pages/ask-for-leave?name=Ada&days=4');
  expect(await page.getByLabel('Name (required)').inputValue()).toBe('Ada');
  const note = page.getByLabel(/Note of the doctor/);
  expect(await note.isVisible()).toBe(false);
  await page.getByLabel('Sick leave').check();
  expect(await note.isVisible()).toBe(true);
  await note.fill('none');
  await page.getByLabel(/First day/).fill('2026-12-01');
  await page.getByLabel('How urgent').fill('8');
  expect(await page.locator('output').textContent()).toBe('8');
  await page.getByLabel('Search in Leave of others').fill('alan');
  expect(await page.getByRole('row', { name: /Ada/ }).isVisible()).toBe(false);
  await page.getByRole('checkbox', { name: 'Select row 2' }).check();
  await page
    .getByLabel('Attachment')
    .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('hi') });
  await page.getByRole('button', { name: 'Add another' }).click();
  await page.getByLabel('Stand-in').nth(1).fill('Alan');

  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('alert').getByText('Write it as N-1234').waitFor();
  expect(await complaintsAbout(page)).toEqual([]);
  await page.getByRole('link', { name: /Note of the doctor/ }).click();
  await page.getByLabel(/Note of the doctor/).fill('N-1234');
  await page.getByRole('button', { name: 'Send', exact: true }).click();

  await page.getByText('Looking for your manager…').waitFor();
  expect(await complaintsAbout(page)).toEqual([]);
  await page.getByRole('heading', { name: 'Leave of Ada' }).waitFor();
  await page.getByLabel('Yes').check();
  await page.getByRole('button', { name: 'Answer' }).click();
  await page.getByText('Yes: Ada is told.').waitFor();
  expect(await complaintsAbout(page)).toEqual([]);

  await page.goBack();
  await page.getByText('This was submitted already').waitFor();
});

test('a page works without scripts', async () => {
  const page = await world.openPage('/pages/ask-for-leave', { javaScriptEnabled: false });
  await page.getByLabel('Name (required)').fill('Alan');
  await page.getByLabel('Holiday').check();
  await page.getByLabel(/First day/).fill('2026-12-01');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('heading', { name: 'Leave of Alan' }).waitFor();
});

describe.each([
  { name: 'light and wide', colorScheme: 'light', viewport: desktop },
  { name: 'dark, on a phone', colorScheme: 'dark', viewport: phone },
] as const)('the rules of accessibility hold: $name', ({ colorScheme, viewport }) => {
  test('on a page with every type of element', async () => {
    const page = await world.openPage('/pages/ask-for-leave', { colorScheme, viewport });
    await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
    expect(await complaintsAbout(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });

  test('on what is said when there is no form', async () => {
    const page = await world.openPage('/pages/nowhere', { colorScheme, viewport });
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    expect(await complaintsAbout(page)).toEqual([]);
  });
});

test('a page that is for members leads to the sign-in and back', async () => {
  const page = await world.openPage('/pages/nowhere');
  await page.goto('/sign-in?next=%2Fpages%2Fask-for-leave');
  await page.getByLabel('Email').fill(world.fabula.email);
  await page.getByLabel('Password').fill(world.fabula.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Ask for leave' }).waitFor();
});
