/**
 * What an empty database gets at the first start: a team, its owner, the key that was asked for, and a small story to
 * try. It happens once: the first user decides, under a lock, so that processes starting together do it once as well.
 */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readStoryExport, toTimestamp, type UserId } from '@fabula/model';
import {
  countUsers,
  createApiKey,
  createTeam,
  createUser,
  type Database,
  type Executor,
  importStory,
  makeDirectory,
  setMember,
  type Team,
} from '@fabula/store';
import helloStory from '../../../../examples/stories/hello.json' with { type: 'json' };
import type { Settings } from '../settings.ts';
import { hashPassword } from '../sign-in/passwords.ts';
import { hashSecret, newApiKey, newPassword } from '../sign-in/secrets.ts';
import { writeNewFile } from './encryption-key.ts';

export interface FirstStart {
  readonly email: string;
  /** Made here, to be shown once; null when it was given. */
  readonly password: string | null;
  /** Made here, to be shown once; null when it was given. */
  readonly apiKey: string | null;
  /** Path and secret of the example's webhook. */
  readonly webhook: string;
}

const fileName = 'first-sign-in.txt';
/** Any number that nothing else locks. */
const lockNumber = 7_241_990;

/** null: the database has users already. */
export async function firstStart(
  database: Database,
  settings: Settings,
  newGuid: () => string,
): Promise<FirstStart | null> {
  if ((await countUsers(database.kysely)) > 0) return null;
  const { bootstrap, dataDir } = settings;
  const password = bootstrap.password === null ? newPassword() : null;
  const apiKey = bootstrap.apiKey === null ? newApiKey() : null;
  const email = bootstrap.email ?? 'owner@fabula.local';
  const passwordHash = await hashPassword(bootstrap.password ?? password ?? '');

  const done = await database.kysely.transaction().execute(async (transaction): Promise<FirstStart | null> => {
    await transaction
      .selectNoFrom((select) => select.fn('pg_advisory_xact_lock', [select.val(lockNumber)]).as('locked'))
      .execute();
    if ((await countUsers(transaction)) > 0) return null;
    const team = await createTeam(transaction, 'My team');
    const user = await createUser(transaction, {
      email,
      firstName: 'First',
      lastName: 'Owner',
      passwordHash,
      isAdmin: true,
    });
    await setMember(transaction, team.id, user.id, 'TEAM_ADMIN');
    await createApiKey(transaction, {
      userId: user.id,
      kind: 'personal',
      teamId: null,
      name: 'First key',
      keyHash: hashSecret(bootstrap.apiKey ?? apiKey ?? ''),
    });
    const webhook = await importExample(transaction, team, user.id, newGuid);
    return { email, password, apiKey, webhook };
  });
  if (done !== null && (done.password !== null || done.apiKey !== null)) await writeSignIn(dataDir, done);
  return done;
}

/** Each installation has a secret of its own in the example. */
async function importExample(
  transaction: Executor,
  team: Team,
  userId: UserId,
  newGuid: () => string,
): Promise<string> {
  const secret = randomBytes(16).toString('hex');
  const [entry, ...others] = helloStory.agents;
  if (entry === undefined) throw new Error('the example story has no webhook');
  const options = { ...entry.options, secret };
  const story = { ...helloStory, agents: [{ ...entry, options }, ...others] };
  const document = readStoryExport(story);
  if (!document.ok) throw new Error(`the example story cannot be imported: ${document.error.message}`);
  const imported = await importStory(transaction, {
    document: document.value,
    newName: null,
    teamId: team.id,
    folderId: null,
    userId,
    mode: 'new',
    newGuid,
    at: toTimestamp(Date.now()),
  });
  if (!imported.ok) throw new Error(`the example story cannot be imported: ${imported.error.kind}`);
  return `/webhook/${entry.options.path}/${secret}`;
}

async function writeSignIn(dataDir: string, { email, password, apiKey }: FirstStart): Promise<void> {
  await makeDirectory(dataDir);
  const path = join(dataDir, fileName);
  // One from an earlier database in the same place opens nothing any more.
  await rm(path, { force: true });
  const lines = [
    `address  ${email}`,
    ...(password === null ? [] : [`password ${password}`]),
    ...(apiKey === null ? [] : [`API key  ${apiKey}`]),
    '',
    'Keep these elsewhere, then delete this file.',
  ];
  await writeNewFile(path, `${lines.join('\n')}\n`);
}

/** What the terminal says when the server is ready. */
export function welcome(url: string, first: FirstStart | null, dataDir: string): string {
  if (first === null) return `Fabula is ready: ${url}`;
  const signIn =
    first.password === null
      ? `as ${first.email}, with the password from FABULA_BOOTSTRAP_PASSWORD`
      : `as ${first.email}, password ${first.password} (also in ${join(dataDir, fileName)})`;
  return [
    `Fabula is ready: ${url}`,
    `Sign in ${signIn}`,
    ...(first.apiKey === null ? [] : [`Key for the API: ${first.apiKey}`]),
    'Send the example story its first request:',
    `  curl -H 'content-type: application/json' -d '{"title":"Disk almost full","severity":8}' ${url}${first.webhook}`,
  ].join('\n');
}
