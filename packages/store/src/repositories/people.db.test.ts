import { asId, defaultRole, type TeamId, type UserId } from '@fabula/model';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { type Home, makeHome, parse } from '../testing/home.test-kit.ts';
import { createApiKey, deleteApiKey, findApiKey } from './api-keys.ts';
import { createFolder, findFolder, listFolders } from './folders.ts';
import { createSession, deleteExpiredSessions, deleteSession, findSession } from './sessions.ts';
import { findSetting, putSetting } from './settings.ts';
import { createTeam, findTeam, listMembers, listTeams, rolesByTeam, setMember } from './teams.ts';
import { countUsers, createUser, findUser, findUserByEmail, markSeen, setPasswordHash } from './users.ts';

const noon = new Date('2026-11-22T12:00:00Z');
const later = new Date('2026-11-22T13:00:00Z');
const firstPage = { page: 1, perPage: 20 };

describe.each(testDatabases)('people and teams, $kind', ({ open }) => {
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

  test('a person is found by an address in any spelling, and once only', async () => {
    const { kysely } = opened.database;
    await setPasswordHash(kysely, home.userId, 'hash');
    await markSeen(kysely, home.userId, noon);
    expect(await findUserByEmail(kysely, 'ADA@Blue.example.com')).toMatchObject({
      id: home.userId,
      firstName: 'Ada',
      passwordHash: 'hash',
      lastSeenAt: noon,
    });
    const same = { email: 'Ada@blue.example.com', firstName: '', lastName: '', passwordHash: null, isAdmin: false };
    await expect(createUser(kysely, same)).rejects.toThrow('duplicate key');
    expect(await countUsers(kysely)).toBe(1);
  });

  test.each(['nobody@example.com', '', 'a\0b'])('nobody has the address %j', async (email) => {
    expect(await findUserByEmail(opened.database.kysely, email)).toBeNull();
  });

  test('an unknown person is null', async () => {
    expect(await findUser(opened.database.kysely, asId<UserId>(999_999))).toBeNull();
  });

  test('an API key is found by its hash until it is deleted', async () => {
    const { kysely } = opened.database;
    const key = await createApiKey(kysely, { ...home, kind: 'team', name: 'CI', keyHash: 'h1' });
    expect(await findApiKey(kysely, 'h1')).toEqual({
      ...home,
      id: key.id,
      kind: 'team',
      name: 'CI',
      lastUsedAt: null,
    });
    expect(await findApiKey(kysely, 'h2')).toBeNull();
    await deleteApiKey(kysely, key.id);
    expect(await findApiKey(kysely, 'h1')).toBeNull();
  });

  test('a session ends when it expires or is ended', async () => {
    const { kysely } = opened.database;
    await createSession(kysely, { tokenHash: 't1', userId: home.userId, expiresAt: later });
    expect(await findSession(kysely, 't1', noon)).toEqual({ userId: home.userId, expiresAt: later });
    expect(await findSession(kysely, 't1', later)).toBeNull();
    await createSession(kysely, { tokenHash: 't2', userId: home.userId, expiresAt: noon });
    await deleteExpiredSessions(kysely, noon);
    expect(await findSession(kysely, 't2', new Date(0))).toBeNull();
    await deleteSession(kysely, 't1');
    expect(await findSession(kysely, 't1', noon)).toBeNull();
  });

  test('a person has one role in each team, the last one given', async () => {
    const { kysely } = opened.database;
    const red = await createTeam(kysely, 'Red');
    await setMember(kysely, red.id, home.userId, 'VIEWER');
    await setMember(kysely, red.id, home.userId, 'TEAM_ADMIN');
    expect(await rolesByTeam(kysely, home.userId)).toEqual(
      new Map([
        [home.teamId, defaultRole('EDITOR')],
        [red.id, defaultRole('TEAM_ADMIN')],
      ]),
    );
    expect(await listMembers(kysely, red.id)).toEqual([{ userId: home.userId, role: defaultRole('TEAM_ADMIN') }]);
  });

  test('teams are listed page by page, only those that the caller sees', async () => {
    const { kysely } = opened.database;
    const red = await createTeam(kysely, 'Red');
    const green = await createTeam(kysely, 'Green');
    const names = async (ids: readonly TeamId[] | null, paging = firstPage) => {
      const { items, count } = await listTeams(kysely, ids, paging);
      return [items.map((team) => team.name), count];
    };
    expect(await names(null)).toEqual([['Blue', 'Red', 'Green'], 3]);
    expect(await names(null, { page: 2, perPage: 2 })).toEqual([['Green'], 3]);
    expect(await names([red.id, green.id])).toEqual([['Red', 'Green'], 2]);
    expect(await names([])).toEqual([[], 0]);
    expect(await findTeam(kysely, red.id)).toEqual({ id: red.id, name: 'Red' });
    expect(await findTeam(kysely, asId<TeamId>(999_999))).toBeNull();
  });

  test('folders are listed by team and content', async () => {
    const { kysely } = opened.database;
    const common = { teamId: home.teamId, parentId: null };
    const stories = await createFolder(kysely, { ...common, name: 'Mail', contentType: 'STORY' });
    const inner = await createFolder(kysely, { ...common, parentId: stories.id, name: 'Spam', contentType: 'STORY' });
    await createFolder(kysely, { ...common, name: 'Keys', contentType: 'RESOURCE' });
    const teamIds = [home.teamId];
    expect((await listFolders(kysely, { teamIds, contentType: 'STORY' }, firstPage)).items).toEqual([stories, inner]);
    expect((await listFolders(kysely, { teamIds: null }, firstPage)).count).toBe(3);
    expect((await listFolders(kysely, { teamIds: [] }, firstPage)).count).toBe(0);
    expect(await findFolder(kysely, inner.id)).toEqual({ ...inner, size: 0 });
  });

  test('a setting keeps its value exactly', async () => {
    const { kysely } = opened.database;
    expect(await findSetting(kysely, 'limit')).toBeUndefined();
    await putSetting(kysely, 'limit', 1);
    const value = parse('{"b": 1.0, "a": 12345678901234567890}');
    await putSetting(kysely, 'limit', value);
    expect(await findSetting(kysely, 'limit')).toEqual(value);
  });
});
