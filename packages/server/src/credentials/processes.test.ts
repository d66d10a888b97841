/** Several processes on one PostgreSQL: what one of them changes all know, one of them fetches, and a new key serves all. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databaseKinds, idAt, until } from '../testing/fabula.test-kit.ts';
import { echo, type Outside, startOutside } from './outside.test-kit.ts';
import { type CredentialWorld, httpRequest, messages, startCredentialWorld } from './world.test-kit.ts';

const key = () => randomBytes(32).toString('base64');

describe.runIf(databaseKinds.includes('postgres'))('credentials of several processes', () => {
  const FABULA_ENCRYPTION_KEY = key();
  let one: CredentialWorld;
  let two: CredentialWorld;
  let outside: Outside;
  let issued = 0;

  beforeAll(async () => {
    outside = await startOutside(async (request) => {
      if (!request.path.startsWith('/token')) return echo(request);
      issued += 1;
      const body = { access_token: `token-${issued}`, refresh_token: `refresh-${issued}`, expires_in: 3_600 };
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { body };
    });
    one = await startCredentialWorld('postgres', { FABULA_ENCRYPTION_KEY });
    two = await startBeside({ FABULA_ENCRYPTION_KEY });
  });
  beforeEach(() => {
    outside.arrived.length = 0;
  });
  afterAll(async () => {
    await two.drop();
    await one.drop();
    await outside.close();
  });

  function startBeside(environment: Readonly<Record<string, string>>): Promise<CredentialWorld> {
    return startCredentialWorld('embedded', { DATABASE_URL: one.environment['DATABASE_URL'] ?? '', ...environment });
  }

  const sent = (slug: string) =>
    outside.arrived.filter(({ path }) => path === `/call/${slug}`).map(({ headers }) => headers.authorization);

  async function storyWith(slug: string) {
    return one.story(slug, [
      httpRequest('Send', { url: `${outside.url}/call/${slug}`, headers: { authorization: `=CREDENTIAL.${slug}` } }),
    ]);
  }

  test('a change in one process is used by the other', async () => {
    const id = idAt(await one.create({ name: 'changing', mode: 'TEXT', value: 'first-value' }));
    await storyWith('changing');
    await two.call('changing');
    await until(async () => sent('changing').length === 1);
    await one.ask('PUT', `/api/v1/user_credentials/${id}`, { body: { mode: 'TEXT', value: 'second-value' } });
    await until(async () => {
      await two.call('changing');
      return sent('changing').includes('second-value');
    });
    expect(sent('changing')[0]).toBe('first-value');
  });

  test('a token is fetched by one of them, for both', async () => {
    await one.create({
      name: 'common',
      mode: 'OAUTH',
      oauth_token_url: `${outside.url}/token`,
      oauth_client_id: 'c',
      oauth_client_secret: 'client-secret',
      oauth_scope: '',
      oauth_grant_type: 'client_credentials',
    });
    await storyWith('common');
    await Promise.all([one.call('common'), two.call('common'), one.call('common'), two.call('common')]);
    await until(async () => sent('common').length === 4);
    expect(new Set(sent('common'))).toEqual(new Set(['token-1']));
    expect(outside.arrived.filter(({ path }) => path === '/token')).toHaveLength(1);
  });

  test('the key of the installation is replaced by a start with both', async () => {
    await one.create({ name: 'resealed', mode: 'TEXT', value: 'sealed-before' });
    const story = await storyWith('resealed');
    const [before, now] = [FABULA_ENCRYPTION_KEY, key()];
    const third = await startBeside({ FABULA_ENCRYPTION_KEY: now, FABULA_ENCRYPTION_KEY_BEFORE: before });
    expect(third.log()).toContain('credentials were sealed with the new encryption key');
    await third.drop();
    const fourth = await startBeside({ FABULA_ENCRYPTION_KEY: now });
    await until(async () => {
      await fourth.call('resealed');
      return sent('resealed').includes('sealed-before');
    });
    const stranger = await startBeside({ FABULA_ENCRYPTION_KEY: key() });
    expect(stranger.log()).toContain('sealed with an encryption key that Fabula does not have');
    await until(async () => {
      await stranger.call('resealed');
      const logs = messages(await story.logs('Send'));
      return logs.includes('The credential "resealed" cannot be opened: it was sealed with another encryption key');
    });
    await stranger.drop();
    await fourth.drop();
  });
});
