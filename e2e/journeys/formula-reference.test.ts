import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { FormulaPage } from '../pages/formula-page.ts';
import { desktop, phone } from '../world/sizes.ts';
import { useWorld } from '../world/world.ts';

const world = useWorld();

/** The engine of formulas is large and loaded on the first page that needs it. */
const patienceMs = 10_000;
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: patienceMs });

/** Reports of the content security policy and requests that leave the program, collected from the first moment. */
async function watch(page: Page): Promise<{ readonly reports: () => Promise<string[]>; readonly strangers: string[] }> {
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      document.documentElement.dataset['refused'] = `${event.violatedDirective} ${event.blockedURI}`;
    });
  });
  const strangers: string[] = [];
  page.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(world.fabula.url) && !/^(?:data|blob):/.test(address)) strangers.push(address);
  });
  const reports = async () => {
    const refused = await page.evaluate(() => document.documentElement.dataset['refused']);
    return refused === undefined ? [] : [refused];
  };
  return { reports, strangers };
}

async function open(path: string, options = {}): Promise<{ page: Page; formulas: FormulaPage }> {
  const page = await world.openSignedIn(path, options);
  return { page, formulas: new FormulaPage(page) };
}

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

test('a function is found, opened, and its example edited with the result following', async () => {
  const { page, formulas } = await open('/stories');
  const { reports, strangers } = await watch(page);
  await page.reload();
  await page.getByRole('link', { name: 'Formula reference' }).click();
  await eventually(() => formulas.functions.count()).toBeGreaterThan(100);

  await formulas.search.fill('lowercase');
  await eventually(() => formulas.functions.first().textContent()).toContain('DOWNCASE');
  await formulas.search.fill('upkase');
  await page.getByRole('link', { name: 'UPCASE', exact: true }).waitFor();
  await formulas.search.press('Enter');
  await page.getByRole('heading', { name: 'UPCASE' }).waitFor();
  expect(await page.title()).toBe('UPCASE · Formula reference · Fabula');

  await formulas.write(formulas.input('Example 1'), '{"my_action":{"message":"grüße"}}');
  await eventually(() => formulas.result('Example 1').textContent()).toContain('"GRÜSSE"');
  await formulas.write(formulas.formula('Example 1'), '[my_action.message, 9007199254740993]');
  await eventually(() => formulas.result('Example 1').textContent()).toContain('9007199254740993');
  await eventually(() => formulas.result('Example 1').textContent()).toContain('array of 2');

  await formulas.example(1).getByRole('button', { name: 'Reset' }).click();
  await eventually(() => formulas.formula('Example 1').textContent()).toContain('UPCASE(');
  expect(await reports()).toEqual([]);
  expect(strangers).toEqual([]);
});

test('a mistake is underlined, explained, and mended by its button', async () => {
  const { page, formulas } = await open('/reference/formulas/UPCASE');
  await formulas.write(formulas.formula('Example 1'), 'UPKASE("a") & "b"');
  await eventually(() => formulas.example(1).locator('.cm-lintRange-error').textContent()).toBe('UPKASE');
  await eventually(() => formulas.result('Example 1').textContent()).toMatch(/no function .?UPKASE/i);
  expect(await formulas.formula('Example 1').getAttribute('aria-invalid')).toBe('true');
  await formulas
    .example(1)
    .getByRole('button', { name: /UPCASE/ })
    .click();
  await eventually(() => formulas.result('Example 1').textContent()).toContain('"Ab"');
  await eventually(() => formulas.example(1).locator('.cm-lintRange-error').count()).toBe(0);

  // What only shows when it runs is underlined as well.
  await formulas.write(formulas.formula('Example 1'), '1 + 8 / (4 - 4)');
  await eventually(() => formulas.result('Example 1').textContent()).toMatch(/zero/i);
  await eventually(() => formulas.example(1).locator('.cm-lintRange-error').count()).toBeGreaterThan(0);
  await formulas.write(formulas.input('Example 1'), '{"a":');
  await formulas.example(1).locator('.text-danger').last().waitFor();
  expect(await fits(page)).toBe(true);
});

test('what the browser cannot evaluate is evaluated on the server, and says so', async () => {
  const { page, formulas } = await open('/reference/formulas/MD5');
  await eventually(() => formulas.result('Example 1').textContent()).toMatch(/[0-9a-f]{32}/);
  expect(await formulas.result('Example 1').getByText('ran on the server').count()).toBe(0);

  await page.goto('/reference/formulas/GENERATE_RSA_KEYS');
  await formulas.result('Example 1').getByText('ran on the server').waitFor();
  await eventually(() => formulas.result('Example 1').textContent()).toContain('BEGIN');

  await formulas.write(formulas.formula('Example 1'), 'REGEX_EXTRACT("ac ab", "a(?=b)")');
  await eventually(() => formulas.result('Example 1').textContent()).toContain('"a"');
  await formulas.result('Example 1').getByText('ran on the server').waitFor();
});

test('a formula that never ends does not hold up the page', async () => {
  const { formulas } = await open('/formulas/try');
  await formulas.write(
    formulas.formula('Scratch pad'),
    'MAP_LAMBDA(RANGE(1, 1900000), LAMBDA(n, MAP_LAMBDA(RANGE(1, 1900), LAMBDA(m, n * m))))',
  );
  await eventually(() => formulas.result('Scratch pad').textContent()).toMatch(/takes|steps|long/);
  await formulas.write(formulas.formula('Scratch pad'), '1 + 1');
  await eventually(() => formulas.result('Scratch pad').textContent()).toContain('2');
});

test('everything is reached by keyboard, and no field keeps the focus', async () => {
  const { page, formulas } = await open('/stories');
  await page.getByRole('list', { name: 'Stories' }).waitFor();
  await page.keyboard.press('x');
  await eventually(() => formulas.functions.count()).toBeGreaterThan(100);
  await page.keyboard.press('/');
  await page.keyboard.type('regex');
  await eventually(() => formulas.functions.count()).toBeLessThan(20);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const chosen = await page.evaluate(() => document.activeElement?.querySelector('span')?.textContent);
  expect(chosen).toMatch(/^[A-Z_0-9]+$/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: chosen ?? '', exact: true }).waitFor();
  await page.goBack();
  expect(await formulas.search.inputValue()).toBe('regex');

  await page.goto('/reference/formulas/UPCASE');
  await formulas.formula('Example 1').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('DOWNC');
  await page.getByRole('listbox').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
  await page.keyboard.press('Tab');
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).not.toBe(
    'Example 1: formula',
  );
  await formulas.formula('Example 1').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('DOWNC');
  await page.getByRole('listbox').waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('"ÄB"');
  await eventually(() => formulas.result('Example 1').textContent()).toContain('"äb"');
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'UPCASE' }).click();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
});

test('the field suggests keys with their values, shows the parameter at hand, explains what is pointed at, and lays out', async () => {
  const { page, formulas } = await open('/formulas/try');
  const field = formulas.formula('Scratch pad');
  await formulas.write(field, 'people[0]');
  await page.keyboard.type('.');
  const suggestions = page.getByRole('listbox').getByRole('option');
  await eventually(() => suggestions.allTextContents()).toEqual([
    expect.stringMatching(/name.*"Ada"/),
    expect.stringContaining('active'),
  ]);
  await page.keyboard.press('Enter');
  await eventually(() => formulas.result('Scratch pad').textContent()).toContain('"Ada"');

  await formulas.write(field, 'REGEX_REPLACE("a"');
  await page.keyboard.type(', ');
  await page.locator('.formula-active-parameter', { hasText: 'regex' }).waitFor();
  await page.keyboard.type('"b", ');
  await page.locator('.formula-active-parameter', { hasText: 'replacement' }).waitFor();
  // The first press may go to suggestions that are still being looked for.
  await eventually(async () => {
    await page.keyboard.press('Escape');
    return page.locator('.formula-active-parameter').count();
  }).toBe(0);

  await formulas.write(field, 'UPCASE( people[0].name )&"!"');
  await page.keyboard.press('Shift+Alt+f');
  await eventually(() => field.textContent()).toBe('UPCASE(people[0].name) & "!"');
  await field.getByText('UPCASE').hover();
  await page.locator('.cm-tooltip-hover', { hasText: 'UPCASE(text)' }).waitFor();

  await page.getByRole('treeitem').filter({ hasText: 'people[0].name' }).nth(1).hover();
  await eventually(() => field.locator('.formula-marked').allTextContents()).not.toEqual([]);
});

test('an edited example travels in a link, and a formula in the address of the scratch pad', async () => {
  const { page, formulas } = await open('/reference/formulas/UPCASE', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await formulas.write(formulas.formula('Example 1'), 'UPCASE("from a link")');
  await formulas.example(1).getByRole('button', { name: 'Copy link' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await open(link);
  await eventually(() => other.formulas.result('Example 1').textContent()).toContain('"FROM A LINK"');

  await other.formulas
    .example(1)
    .getByRole('link', { name: /scratch pad/ })
    .click();
  await eventually(() => other.formulas.result('Scratch pad').textContent()).toContain('"FROM A LINK"');
  const before = other.page.url();
  await other.formulas.write(other.formulas.formula('Scratch pad'), 'my_action.message & "!"');
  await other.page.getByRole('tree', { name: 'Steps' }).getByText('my_action.message').first().waitFor();
  await eventually(() => other.page.url()).not.toBe(before);
  await other.page.reload();
  await eventually(() => other.formulas.formula('Scratch pad').textContent()).toBe('my_action.message & "!"');
});

const looks = [
  { name: 'light and wide', colorScheme: 'light', viewport: desktop },
  { name: 'dark, on a phone', colorScheme: 'dark', viewport: phone },
] as const;

describe.each(looks)('the rules of accessibility hold: $name', ({ colorScheme, viewport }) => {
  const options = { colorScheme, viewport, reducedMotion: 'reduce' } as const;

  async function complaintsAbout(page: Page): Promise<string[]> {
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .setLegacyMode(true)
      .options({ resultTypes: ['violations'] })
      .analyze();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    );
  }

  test('in the index, on the page of a function and in the scratch pad', async () => {
    const { page, formulas } = await open('/reference/formulas', options);
    await formulas.functions.first().waitFor();
    expect(await fits(page)).toBe(true);
    expect(await complaintsAbout(page)).toEqual([]);

    await page.goto('/reference/formulas/FILTER');
    await formulas.result('Example 1').getByText('array of').waitFor();
    expect(await fits(page)).toBe(true);
    await formulas.write(formulas.formula('Example 1'), 'FILTR(my_array, [1])');
    await formulas
      .example(1)
      .getByRole('button', { name: /FILTER/ })
      .waitFor();
    expect(await complaintsAbout(page)).toEqual([]);

    await page.goto('/formulas/try');
    await page.getByRole('tree', { name: 'Steps' }).waitFor();
    expect(await fits(page)).toBe(true);
    await formulas.formula('Scratch pad').click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type(' & pe');
    await page.getByRole('listbox').waitFor();
    expect(await complaintsAbout(page)).toEqual([]);
  });
});
