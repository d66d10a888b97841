/** What people are told of a limit, once a day for each mark: by the log, and by mail (monitoring/write-limit-notice.ts). */
import type { StoryId } from '@fabula/model';
import type { Logger } from '../observe/logger.ts';
import type { Mark } from './event-budget.ts';

export interface LimitNotice {
  /** null: all stories together. */
  readonly storyId: StoryId | null;
  readonly name: string | null;
  readonly mark: Mark;
  readonly events: number;
  readonly limit: number;
}

export function logNotice(log: Logger, { storyId, name, mark, events, limit }: LimitNotice): void {
  const who = storyId === null ? 'the installation' : 'the story';
  const facts = { ...(storyId === null ? {} : { storyId, story: name }), events, limit };
  if (mark === 80) log.warn(facts, `${who} has used 80 % of its events of the day`);
  else log.warn(facts, `${who} has used up its events of the day and is paused until 00:00 UTC`);
}
