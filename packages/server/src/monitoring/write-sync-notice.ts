/** What owners read when a story does not get to where it is synced. */
import { makeObject } from '@fabula/formula';
import type { SyncDestination, SyncSubscription } from '@fabula/store';
import type { WrittenNotice } from './write-notice.ts';

export interface SyncFailureNotice {
  readonly destination: Pick<SyncDestination, 'id' | 'url' | 'targetTeamId'>;
  readonly subscription: Pick<SyncSubscription, 'storyId' | 'storyName'>;
  /** What is wrong and what to do. */
  readonly message: string;
}

export function writeSyncNotice({ destination, subscription, message }: SyncFailureNotice, url: string): WrittenNotice {
  const { storyId, storyName } = subscription;
  const subject = `${storyName} cannot be synced to ${new URL(destination.url).host}`;
  const link = storyId === null ? url : `${url}/stories/${storyId}`;
  return {
    subject,
    text: [message, '', 'It is tried again by itself, at least every five minutes.', '', link].join('\n'),
    body: makeObject([
      ['event', 'sync_failure'],
      ['text', `${subject}\n${link}`],
      [
        'story',
        makeObject([
          ['id', storyId],
          ['name', storyName],
          ['url', link],
        ]),
      ],
      ['action', null],
      [
        'sync_destination',
        makeObject([
          ['id', destination.id],
          ['url', destination.url],
          ['team_id', destination.targetTeamId],
        ]),
      ],
      ['message', message],
    ]),
  };
}
