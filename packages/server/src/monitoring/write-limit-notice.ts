/** What owners read when a limit of events a day is nearly, or quite, used up. */
import { makeObject } from '@fabula/formula';
import type { LimitNotice } from '../limits/limit-notice.ts';
import type { WrittenNotice } from './write-notice.ts';

export function writeLimitNotice({ storyId, name, mark, events, limit }: LimitNotice, url: string): WrittenNotice {
  const who = storyId === null ? 'This Fabula' : `The story "${name ?? storyId}"`;
  const short = storyId === null ? 'Fabula' : (name ?? String(storyId));
  const link = storyId === null ? url : `${url}/stories/${storyId}`;
  const isUp = mark === 100;
  const subject = isUp
    ? `${short} is paused: its events of the day are used up`
    : `${short} has used ${mark} % of its events of the day`;
  const lines = isUp
    ? [
        `${who} has used up its ${limit} events of the day and is paused until 00:00 UTC. Nothing is lost: it goes on then.`,
      ]
    : [
        `${who} has used ${events} of its ${limit} events of the day. When they are used up, it is paused until 00:00 UTC.`,
      ];
  return {
    subject,
    text: [...lines, '', 'A higher limit lets it go on at once.', '', link].join('\n'),
    body: makeObject([
      ['event', 'event_limit'],
      ['text', `${subject}\n${link}`],
      [
        'story',
        storyId === null
          ? null
          : makeObject([
              ['id', storyId],
              ['name', name],
              ['url', link],
            ]),
      ],
      ['action', null],
      ['mark', mark],
      ['events', events],
      ['limit', limit],
    ]),
  };
}
