import { afterAll, expect, test } from 'vitest';
import { type OAuthServer, startOAuthServer } from '../../packages/server/src/testing/oauth-server.test-kit.ts';
import { SignInPage } from '../pages/sign-in-page.ts';
import { StoriesPage } from '../pages/stories-page.ts';
import { useWorld } from '../world/world.ts';

let provider: OAuthServer;
const world = useWorld(async () => {
  provider = await startOAuthServer();
  return {
    FABULA_OIDC_ISSUER: provider.issuer,
    FABULA_OIDC_CLIENT_ID: 'fabula',
    FABULA_OIDC_CLIENT_SECRET: 'hush',
  };
});
afterAll(() => provider.close());

test('a wrong password is refused with words that help, and can be typed again at once', async () => {
  const page = await world.openPage('/');
  const form = new SignInPage(page);
  await form.email.waitFor();
  expect(await page.title()).toBe('Sign in · Fabula');
  expect(await form.email.evaluate((field) => field === document.activeElement)).toBe(true);

  await form.signIn(world.fabula.email, 'not the password');
  await form.refusal.waitFor();
  expect(await form.refusal.textContent()).toMatch(/email and password do not belong together/);
  expect(await form.password.evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await form.email.inputValue()).toBe(world.fabula.email);
});

test('the right password leads to where the visitor wanted to go', async () => {
  const page = await world.openPage('/stories?search=hello');
  await new SignInPage(page).signIn(world.fabula.email, world.fabula.password);
  await page.waitForURL('**/stories?search=hello');
  await page.getByRole('heading', { name: 'Stories' }).waitFor();
});

test('an address of another site is never where a sign-in leads', async () => {
  const page = await world.openPage('/sign-in?next=%2F%2Felsewhere.example%2F');
  await new SignInPage(page).signIn(world.fabula.email, world.fabula.password);
  await page.getByRole('heading', { name: 'Stories' }).waitFor();
  expect(new URL(page.url()).origin).toBe(world.fabula.url);
});

test('a session outlives a reload and ends with signing out', async () => {
  const page = await world.openPage('/');
  await new SignInPage(page).signIn(world.fabula.email, world.fabula.password);
  await page.getByRole('heading', { name: 'Stories' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Stories' }).waitFor();

  await new StoriesPage(page).signOut();
  await new SignInPage(page).email.waitFor();
  await page.goto('/stories');
  await new SignInPage(page).email.waitFor();
});

test('an address without a page says so and shows the way back', async () => {
  const page = await world.openSignedIn('/');
  for (const address of ['/nothing/here', '/stories/999999', '/stories/abc']) {
    await page.goto(address);
    await expect.poll(() => page.title(), { message: address }).toBe('Not found · Fabula');
    await page.getByRole('main').getByRole('link', { name: 'All stories' }).waitFor();
  }
});

test('single sign-on leads through the provider to where the visitor wanted to go, or says why not', async () => {
  provider.person = { email: 'stranger@example.com', email_verified: true };
  const page = await world.openPage('/stories?search=door');
  const form = new SignInPage(page);
  await form.singleSignOn.click();
  await form.refusal.waitFor();
  expect(await form.refusal.textContent()).toMatch(/Nobody here has the email address/);

  provider.person = { email: world.fabula.email, email_verified: true };
  await page.goto('/stories?search=door');
  await form.singleSignOn.click();
  await page.getByRole('heading', { name: 'Stories' }).waitFor();
  expect(new URL(page.url()).search).toBe('?search=door');
});
