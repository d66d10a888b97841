/** Whether somebody works, and what is left undone. */
import {
  countOrphans,
  type Database,
  findEventLimits,
  listStoriesNearLimit,
  oldestOverdueTick,
  readBacklog,
  readProcesses,
  readUnknownEffects,
  retentionLag,
} from '@fabula/store';
import { warningShare } from '../limits/event-budget.ts';
import type { Settings } from '../settings.ts';
import { broken, countOf, doubtful, type Finding, fine, spanOf } from './finding.ts';

/** What is due longer than this is not just waiting for its turn. */
const overdueMs = 60_000;
const retentionLateMs = 3_600_000;
const dayMs = 86_400_000;
const mostNamed = 10;

export async function checkWork(database: Database, settings: Settings, now: number): Promise<readonly Finding[]> {
  const processes = await readProcesses(database);
  const living = processes.filter(({ isAlive }) => isAlive).length;
  const findings: readonly (() => Promise<Finding>)[] = [
    async () => judgeProcesses(database, processes, now),
    () => checkBacklog(database, living, now),
    () => checkTicks(database, living, now),
    () => checkOrphans(database, living, processes),
    () => checkUnknown(database, now),
    () => checkRetention(database, living, now),
    () => checkBudgets(database, settings, now),
  ];
  const found: Finding[] = [];
  for (const find of findings) found.push(await find());
  return found;
}

type Processes = Awaited<ReturnType<typeof readProcesses>>;

function judgeProcesses({ kind }: Database, processes: Processes, now: number): Finding {
  const living = processes.filter(({ isAlive }) => isAlive);
  const details = processes.map(
    ({ host, pid, startedAt, isAlive, claimed }) =>
      `${host} process ${pid}: ${isAlive ? `alive, started ${spanOf(now - startedAt.getTime())} ago` : 'no sign of life'}, ${countOf(claimed, 'delivery', 'deliveries')} taken up`,
  );
  if (kind === 'embedded') {
    return fine('processes', 'No process runs: the embedded database was free to be looked at.');
  }
  if (living.length < processes.length) {
    return doubtful(
      'processes',
      `${countOf(processes.length - living.length, 'process has', 'processes have')} left no sign of life but is still registered.`,
      living.length > 0
        ? 'The others take its work over within seconds. If this stays, look at their logs.'
        : 'Start "fabula server": it takes the work over.',
      details,
    );
  }
  if (living.length === 0) return fine('processes', 'No process works on this database.');
  return fine('processes', `${countOf(living.length, 'process works', 'processes work')} on this database.`, details);
}

async function checkBacklog(database: Database, living: number, now: number): Promise<Finding> {
  const backlog = await readBacklog(database, new Date(now));
  const [worst] = backlog;
  if (worst === undefined) return fine('queue', 'Nothing is overdue.');
  const depth = backlog.reduce((sum, each) => sum + each.depth, 0);
  const age = now - worst.oldestDueAt.getTime();
  const details = backlog
    .slice(0, mostNamed)
    .map(
      (each) =>
        `${nameOf(each.name, each.storyId)}: ${each.depth}, the oldest for ${spanOf(now - each.oldestDueAt.getTime())}`,
    );
  const message = `${countOf(depth, 'delivery is', 'deliveries are')} due and not taken up, the oldest for ${spanOf(age)}.`;
  if (age < overdueMs) return fine('queue', message, details);
  return living === 0
    ? broken('queue', message, 'Nobody runs stories: start "fabula server", or "fabula worker" beside it.', details)
    : doubtful(
        'queue',
        message,
        'The processes cannot keep up, or cannot work: look at their logs and at /readyz; start more workers, or slow down what sends.',
        details,
      );
}

async function checkTicks(database: Database, living: number, now: number): Promise<Finding> {
  const tick = await oldestOverdueTick(database, new Date(now));
  const age = tick === null ? 0 : now - tick.getTime();
  if (age < overdueMs) return fine('schedules', 'Schedules tick on time.');
  const message = `A schedule should have ticked ${spanOf(age)} ago.`;
  return living === 0
    ? broken('schedules', message, 'Nobody runs stories: start "fabula server". It fires what was missed once.')
    : doubtful('schedules', message, 'Look at the logs of the processes and at /readyz.');
}

async function checkOrphans(database: Database, living: number, processes: Processes): Promise<Finding> {
  const unregistered = await countOrphans(database);
  const dead = processes.reduce((sum, { isAlive, claimed }) => sum + (isAlive ? 0 : claimed), 0);
  if (unregistered > 0) {
    return broken(
      'claims',
      `${countOf(unregistered, 'delivery is', 'deliveries are')} held by a process that nobody knows.`,
      'This is a fault of Fabula: please report it. To free them: update delivery set claimed_by = null where claimed_by not in (select id from process).',
    );
  }
  if (dead === 0) return fine('claims', 'Everything that was taken up is held by a living process.');
  const message = `${countOf(dead, 'delivery is', 'deliveries are')} held by processes without a sign of life.`;
  return living > 0
    ? doubtful('claims', message, 'The living ones take them over within seconds; run this again to see.')
    : doubtful('claims', message, 'Start "fabula server": it takes them over.');
}

async function checkUnknown(database: Database, now: number): Promise<Finding> {
  const stories = await readUnknownEffects(database, new Date(now - dayMs));
  if (stories.length === 0) return fine('effects', 'Of all effects of the last day the outcome is known.');
  const sum = stories.reduce((total, { count }) => total + count, 0);
  return doubtful(
    'effects',
    `Of ${countOf(sum, 'effect', 'effects')} of the last day nobody knows whether they happened: a process died in the middle.`,
    'Look at the receiving systems. The log of each run says which request it was; repeat it by hand where it is missing.',
    stories
      .slice(0, mostNamed)
      .map(
        ({ name, storyId, count, newestRunGuid }) =>
          `${nameOf(name, storyId)}: ${count}${newestRunGuid === null ? '' : `, the newest in run ${newestRunGuid}`}`,
      ),
  );
}

async function checkRetention(database: Database, living: number, now: number): Promise<Finding> {
  const lag = await retentionLag(database, now);
  if (lag < retentionLateMs) return fine('retention', 'Events go when their time has come.');
  return doubtful(
    'retention',
    `Events are kept ${spanOf(lag)} longer than their stories say.`,
    living === 0
      ? 'No process runs that could remove them: start "fabula server".'
      : 'The removal cannot keep up, or fails: look at the logs for "retention", and at the load of the database.',
  );
}

async function checkBudgets(database: Database, settings: Settings, now: number): Promise<Finding> {
  const stored = await findEventLimits(database.kysely);
  const perStory = stored.perStory ?? settings.dailyEventLimitPerStory;
  const day = new Date(now).toISOString().slice(0, 10);
  const stories = await listStoriesNearLimit(
    database.kysely,
    { day, perStory, share: warningShare, limit: mostNamed },
    null,
  );
  if (stories.length === 0) return fine('budgets', 'No story is near its events of the day.');
  return doubtful(
    'budgets',
    `${countOf(stories.length, 'story has', 'stories have')} used 80 % or more of the events of the day; at 100 % a story waits until 00:00 UTC.`,
    'Raise the limit, or see why the story writes so much.',
    stories.map(
      ({ name, storyId, events, ownLimit }) => `${nameOf(name, storyId)}: ${events} of ${ownLimit ?? perStory ?? 0}`,
    ),
  );
}

function nameOf(name: string | null, storyId: number): string {
  return name === null ? `deleted story ${storyId}` : `"${name}" (${storyId})`;
}
