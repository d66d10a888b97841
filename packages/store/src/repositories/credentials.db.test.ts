import { makeObject } from '@fabula/formula';
import { asId, type CredentialId } from '@fabula/model';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { type Home, makeHome } from '../testing/home.test-kit.ts';
import {
  createCredential,
  deleteCredential,
  findCredential,
  listCredentials,
  type NewCredential,
  putSealedValues,
  reserveCredentialId,
  takenSlugs,
  updateCredential,
} from './credentials.ts';
import { putOauthSignIn, takeOauthSignIn } from './oauth-sign-ins.ts';
import {
  beginFetch,
  expireToken,
  finishFetch,
  giveUpFetch,
  listReadableCredentials,
  readSealedToken,
} from './sealed-credentials.ts';
import { loadTeamValues } from './team-values.ts';

const sealed = { settings: makeObject([]), sealed: makeObject([['value', 'c2VhbGVk']]) };

describe.each(testDatabases)('credentials, $kind', ({ open }) => {
  let opened: TestDatabase;
  let home: Home;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await opened.empty();
    home = await makeHome(opened.database);
  });

  async function create(given: Partial<NewCredential> = {}): Promise<CredentialId> {
    const { kysely } = opened.database;
    const id = await reserveCredentialId(kysely);
    await createCredential(
      kysely,
      {
        id,
        teamId: home.teamId,
        userId: home.userId,
        folderId: null,
        mode: 'TEXT',
        name: 'API',
        slug: 'api',
        description: '',
        metadata: makeObject([['user', 'ada']]),
        allowedHosts: [],
        readAccess: 'TEAM',
        sharedTeamSlugs: [],
        expiresAt: null,
        isExpiryNotified: false,
        expiryRecipientIds: [],
        dataKey: Buffer.from('key'),
        keyId: 'k1',
        ...given,
      },
      sealed,
    );
    return id;
  }

  test('what people may know comes back, and nothing that is sealed', async () => {
    const { kysely } = opened.database;
    const id = await create({ allowedHosts: ['example.com'], expiryRecipientIds: [home.userId] });
    const found = await findCredential(kysely, id);
    expect(found).toMatchObject({
      id,
      teamId: home.teamId,
      owner: { userId: home.userId, firstName: 'Ada', email: 'ada@blue.example.com' },
      name: 'API',
      slug: 'api',
      metadata: { user: 'ada' },
      allowedHosts: ['example.com'],
      expiryRecipientIds: [home.userId],
      live: { names: ['value'] },
      test: null,
    });
    expect(JSON.stringify(found)).not.toContain('c2VhbGVk');
    expect(await takenSlugs(kysely, home.teamId, 'ap')).toEqual(new Set(['api']));
  });

  test('a test twin has values of its own', async () => {
    const { kysely } = opened.database;
    const id = await create();
    await putSealedValues(kysely, id, true, { ...sealed, settings: makeObject([['a', 1]]) });
    expect(await findCredential(kysely, id)).toMatchObject({
      live: { settings: {} },
      test: { settings: { a: 1 }, names: ['value'] },
    });
  });

  test('lists are filtered and come in pages', async () => {
    const { kysely } = opened.database;
    const free = await create();
    const bound = await create({ slug: 'other', allowedHosts: ['a.com'] });
    const page = { page: 1, perPage: 1 };
    const all = { teamIds: [home.teamId] };
    expect(await listCredentials(kysely, all, page)).toMatchObject({ items: [{ id: free }], count: 2 });
    expect(await listCredentials(kysely, { ...all, isRestricted: true }, page)).toMatchObject({
      items: [{ id: bound }],
      count: 1,
    });
    expect(await listCredentials(kysely, { ...all, isRestricted: false }, page)).toMatchObject({
      items: [{ id: free }],
    });
    expect(await listCredentials(kysely, { ...all, notIds: [free] }, page)).toMatchObject({ items: [{ id: bound }] });
    expect(await listCredentials(kysely, { teamIds: [] }, page)).toEqual({ items: [], count: 0 });
  });

  test("a team reads its own first, then what is shared with it, then what is everybody's", async () => {
    const { kysely } = opened.database;
    const red = await makeHome(opened.database, 'Red Team');
    const own = await create({ slug: 'a' });
    const shared = { readAccess: 'SPECIFIC_TEAMS', sharedTeamSlugs: ['blue'], teamId: red.teamId } as const;
    const forAll = { readAccess: 'GLOBAL', teamId: red.teamId } as const;
    await create({ ...forAll, slug: 'a' });
    const forUs = await create({ ...shared, slug: 'b' });
    const global = await create({ ...forAll, slug: 'c' });
    await create({ slug: 'd', teamId: red.teamId });
    const read = await listReadableCredentials(kysely, home.teamId);
    const bySlug = (slug: string) => read.find((credential) => credential.slug === slug)?.id;
    expect([bySlug('a'), bySlug('b'), bySlug('c'), bySlug('d')]).toEqual([own, forUs, global, undefined]);
    expect((await loadTeamValues(kysely, home.teamId)).credentialInfo).toMatchObject({
      a: { name: 'API', id: own, metadata: { user: 'ada' } },
      b: { id: forUs },
      c: { id: global },
    });
  });

  test('one at a time may fetch, and for the values of now', async () => {
    const { kysely } = opened.database;
    const ref = { id: await create(), isTest: false, revision: 1 };
    expect(await beginFetch(kysely, ref, 0, 60_000)).toBe(true);
    expect(await beginFetch(kysely, ref, 0, 60_000)).toBe(false);
    await giveUpFetch(kysely, ref);
    expect(await beginFetch(kysely, ref, 0, 60_000)).toBe(true);
    expect(await finishFetch(kysely, ref, Buffer.from('token'), null)).toBe(true);
    expect(await readSealedToken(kysely, ref)).toMatchObject({ token: Buffer.from('token'), number: 1, revision: 1 });
    // somebody who did not see it yet
    expect(await beginFetch(kysely, ref, 0, 60_000)).toBe(false);
    await expireToken(kysely, ref, 0);
    expect((await readSealedToken(kysely, ref))?.expiresAt).toBeNull();
    await expireToken(kysely, ref, 1);
    expect((await readSealedToken(kysely, ref))?.expiresAt?.getTime()).toBeLessThan(Date.now());
    await putSealedValues(kysely, ref.id, false, sealed);
    expect(await readSealedToken(kysely, ref)).toMatchObject({ token: null, revision: 2 });
    expect(await finishFetch(kysely, ref, Buffer.from('late'), null)).toBe(false);
  });

  test('a fetch that never ended is taken over when its time is up', async () => {
    const { kysely } = opened.database;
    const ref = { id: await create(), isTest: false, revision: 1 };
    expect(await beginFetch(kysely, ref, 0, -1)).toBe(true);
    expect(await beginFetch(kysely, ref, 0, 60_000)).toBe(true);
  });

  test('a sign-in is used once', async () => {
    const { kysely } = opened.database;
    const signIn = { credentialId: await create(), isTest: false, sealedVerifier: Buffer.from('v') };
    await putOauthSignIn(kysely, 'one', signIn, 60_000);
    expect(await takeOauthSignIn(kysely, 'one')).toEqual(signIn);
    expect(await takeOauthSignIn(kysely, 'one')).toBeNull();
    await putOauthSignIn(kysely, 'old', signIn, -1);
    expect(await takeOauthSignIn(kysely, 'old')).toBeNull();
  });

  test('changes, and the end', async () => {
    const { kysely } = opened.database;
    const id = await create();
    await updateCredential(kysely, id, { name: 'New\0', readAccess: 'GLOBAL', expiresAt: new Date(0), folderId: null });
    expect(await findCredential(kysely, id)).toMatchObject({ name: 'New\ufffd', slug: 'api', readAccess: 'GLOBAL' });
    await deleteCredential(kysely, id);
    expect(await findCredential(kysely, asId<CredentialId>(id))).toBeNull();
  });
});
