/** What formulas of a team's stories may name beside events: resources, stories, and what is told of credentials. */
import type { TeamValues } from '@fabula/engine';
import { makeObject, type ObjectValue } from '@fabula/formula';
import type { TeamId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { readStored, readStoredObject } from '../database/stored-json.ts';
import { callableBy, findTeamSlug } from './definitions.ts';
import { isReadableBy } from './sealed-credentials.ts';

/** `isTest`: as drafts see them, with the test value of resources that have one switched on. */
export async function loadTeamValues(executor: Executor, teamId: TeamId, isTest = false): Promise<TeamValues> {
  const teamSlug = await findTeamSlug(executor, teamId);
  // Of several with one slug the team's own is meant, then one shared with it, then one open to all: the last stands.
  const resources = await executor
    .selectFrom('resource')
    .select(['id', 'name', 'slug'])
    .select(
      sql<string>`case when ${isTest}::boolean and is_test_enabled and test_value is not null then test_value else value end`.as(
        'value',
      ),
    )
    .where(isReadableBy(teamId, teamSlug))
    .orderBy(sql`team_id = ${teamId}`)
    .orderBy(sql`read_access = 'SPECIFIC_TEAMS'`)
    .orderBy('id', 'desc')
    .execute();
  const callable = callableBy(teamId, teamSlug, 'tool');
  const { rows: stories } = await sql<{ id: number; name: string; slug: string }>`
    select id, name, slug from story where ${callable}
    order by access_source <> 'WORKBENCH', team_id = ${teamId}, id desc
  `.execute(executor);
  return {
    resource: makeObject(resources.map((row) => [row.slug, readStored(row.value)])),
    credentialInfo: await readCredentialInfo(executor, teamId, teamSlug),
    resourceInfo: makeObject(
      resources.map(({ id, name, slug }) => [
        slug,
        makeObject([
          ['name', name],
          ['id', id],
        ]),
      ]),
    ),
    // The last of a name wins, so those that `findCallable` takes first stand last; before them what only tools reach.
    story: makeObject(stories.flatMap(({ id, name, slug }) => [[slug, id] as const, [name, id] as const])),
  };
}

/** In the order of sealed-credentials.ts: of several with one slug the first is meant, so it stands last here. */
async function readCredentialInfo(executor: Executor, teamId: TeamId, teamSlug: string): Promise<ObjectValue> {
  const rows = await executor
    .selectFrom('credential')
    .select(['id', 'name', 'slug', 'metadata'])
    .where(isReadableBy(teamId, teamSlug))
    .orderBy(sql`team_id = ${teamId}`)
    .orderBy(sql`read_access = 'SPECIFIC_TEAMS'`)
    .orderBy('id', 'desc')
    .execute();
  return makeObject(
    rows.map(({ id, name, slug, metadata }) => [
      slug,
      makeObject([
        ['name', name],
        ['id', id],
        ['metadata', readStoredObject(metadata)],
      ]),
    ]),
  );
}
