/** Who works on this database, and what is held by nobody alive. Read-only: nothing is buried here. */
import type { Database } from '../database/database.ts';
import { lockClass } from '../queue/sign-of-life.ts';

export interface ProcessState {
  readonly id: number;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: Date;
  /** Its lock is held. Always false on the embedded database, which only one process can open: the one that asks. */
  readonly isAlive: boolean;
  /** Deliveries that it has taken up. */
  readonly claimed: number;
}

export async function readProcesses({ pool }: Database): Promise<readonly ProcessState[]> {
  const { rows } = await pool.query<{ [K in keyof ProcessState]: ProcessState[K] }>(
    `select p.id, p.host, p.pid, p.started_at as "startedAt",
  exists (
    select from pg_locks l
    where l.locktype = 'advisory' and l.granted and l.classid::bigint = $1 and l.objid::bigint = p.id
      and l.database = (select oid from pg_database where datname = current_database())
  ) as "isAlive",
  (select count(*) from delivery d where d.claimed_by = p.id) as claimed
from process p order by p.id`,
    [lockClass],
  );
  return rows;
}

/** Deliveries taken up by processes that are not registered any more: nobody will ever do them. */
export async function countOrphans({ pool }: Database): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*) as count from delivery d
where d.claimed_by is not null and not exists (select from process p where p.id = d.claimed_by)`,
  );
  return rows[0]?.count ?? 0;
}

export interface UnknownEffects {
  readonly storyId: number;
  /** null: the story has been deleted. */
  readonly name: string | null;
  readonly count: number;
  readonly newestRunGuid: string | null;
}

/** Effects since then of which nobody knows whether they happened, by story. */
export async function readUnknownEffects({ pool }: Database, since: Date): Promise<readonly UnknownEffects[]> {
  const { rows } = await pool.query<{ [K in keyof UnknownEffects]: UnknownEffects[K] }>(
    `select e.story_id as "storyId", s.name, count(*) as count,
  (array_agg(r.guid order by e.id desc))[1]::text as "newestRunGuid"
from effect e left join story s on s.id = e.story_id left join run r on r.id = e.run_id
where e.outcome = 'unknown' and e.ended_at >= $1
group by e.story_id, s.name order by count desc, e.story_id`,
    [since],
  );
  return rows;
}
