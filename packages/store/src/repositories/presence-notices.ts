/** Who looks at which story, told between processes. Nothing of it is stored: a notice that is lost is followed by another. */
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';

export const PRESENCE_CHANNEL = 'fabula_presence';

/** Less than 8,000 bytes, which is what PostgreSQL carries. */
export async function announcePresence(executor: Executor, notice: string): Promise<void> {
  await sql`select pg_notify(${PRESENCE_CHANNEL}, ${notice})`.execute(executor);
}
