/** What may slow Fabula down, put together: events of the day, memory, the disk. */
import { mkdir } from 'node:fs/promises';
import type { Brakes, Clock, Engine } from '@fabula/engine';
import type { Database } from '@fabula/store';
import type { Logger } from '../observe/logger.ts';
import type { Settings } from '../settings.ts';
import { DailyLimits, type DailyLimitsParts } from './daily-limits.ts';
import { type DiskSpace, DiskWatch } from './disk-watch.ts';
import { MemoryWatch, makeCollector, readMemoryShare } from './memory-watch.ts';

export interface Limits extends Brakes {
  readonly daily: DailyLimits;
  /** Whether so much may be written to files beside the database. */
  readonly mayWrite: (bytes: number) => boolean;
  /** Why nothing new is taken in, for whoever runs the installation; null: it is. */
  whyNot(): string | null;
  /** Knows all limits when it resolves. */
  start(): Promise<void>;
  /** Looks after nothing any more; the counts of events are saved. */
  stop(): Promise<void>;
}

export interface LimitsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: Settings;
  /** Bodies are under way. */
  readonly isTakingIn: () => boolean;
  readonly engine: () => Pick<Engine, 'onActivity' | 'stats' | 'wake'>;
  readonly announceWork: () => Promise<void>;
  readonly tell?: DailyLimitsParts['tell'];
}

export function createLimits(parts: LimitsParts): Limits {
  const { database, clock, log, settings, engine } = parts;
  let fullness = '';
  const disk = new DiskWatch({
    directory: settings.dataDir,
    reserveBytes: settings.diskReserveBytes,
    onChange: (isFull, space, reserve) => {
      fullness = describeDisk(settings.dataDir, space, reserve);
      if (isFull) log.error(`${fullness} Nothing new is taken in until there is more room.`);
      else log.warn('there is room on the disk again');
    },
    onFailure: (error) => log.warn({ err: error }, 'the free space of the disk cannot be told'),
  });
  const memory = new MemoryWatch({
    readShare: () => readMemoryShare(settings.processes),
    collect: makeCollector(),
    isIdle: () => !parts.isTakingIn() && engine().stats().openJobs === 0,
    now: () => performance.now(),
    onChange: (isShort, share) => {
      const used = `${Math.round(share * 100)} %`;
      if (isShort) log.warn({ used }, 'memory runs short: new webhooks are turned away');
      else log.warn({ used }, 'there is memory again');
    },
  });
  const daily = new DailyLimits({
    database,
    clock,
    log,
    limits: { ofAll: settings.dailyEventLimit, perStory: settings.dailyEventLimitPerStory },
    ...(parts.tell !== undefined && { tell: parts.tell }),
    wake: () => {
      engine().wake();
      // They find it by looking, too.
      parts.announceWork().catch(() => undefined);
    },
  });
  /** A server elsewhere has a disk of its own and says itself when that is full. */
  const isDatabaseFull = () => database.kind === 'embedded' && disk.isFull;
  let stopCounting = (): void => undefined;

  return {
    daily,
    mayWrite: (bytes) => disk.mayWrite(bytes),
    pausedUntil: (storyId) => daily.pausedUntil(storyId),
    pressure() {
      if (isDatabaseFull()) return diskFull;
      return memory.isShort ? memoryShort : null;
    },
    whyNot() {
      if (isDatabaseFull()) return fullness;
      return memory.isShort ? 'Memory runs short.' : null;
    },
    async start() {
      stopCounting = engine().onActivity((activity) => daily.count(activity));
      await mkdir(settings.dataDir, { recursive: true, mode: 0o700 });
      await disk.start();
      memory.start();
      await daily.start();
    },
    async stop() {
      stopCounting();
      disk.stop();
      memory.stop();
      await daily.stop();
    },
  };
}

const diskFull = {
  kind: 'unavailable',
  retryAfterSeconds: 60,
  message: 'The disk of this Fabula is full. Nothing was stored; send the request again later.',
} as const;

const memoryShort = {
  kind: 'busy',
  retryAfterSeconds: 2,
  message: 'Too much is under way. Nothing was stored; send the request again shortly.',
} as const;

function describeDisk(directory: string, { free }: DiskSpace, reserve: number): string {
  const mb = (bytes: number) => `${Math.floor(bytes / 1024 ** 2)} MB`;
  return `The disk of ${directory} has ${mb(free)} left and ${mb(reserve)} are kept in reserve (FABULA_DISK_RESERVE_MB).`;
}
