/** Whom the installation turns to. */
import type { StoryId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';

/** Addresses of the owners of the installation, and of the story's; null: of no story. */
export async function ownerAddresses(executor: Executor, storyId: StoryId | null): Promise<readonly string[]> {
  const { rows } = await sql<{ email: string }>`
    select email from app_user where is_admin
    union
    select u.email from story_owner o join app_user u on u.id = o.user_id where o.story_id = ${storyId}
    order by email
  `.execute(executor);
  return rows.map(({ email }) => email);
}
