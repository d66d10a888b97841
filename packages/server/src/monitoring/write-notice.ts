/** What people read of a notice, as the text of a mail and as the JSON that a URL gets. */
import { makeObject, type Value } from '@fabula/formula';
import { toTimestamp } from '@fabula/model';
import type { ErrorLine, MonitoredAction } from '@fabula/store';
import type { Notice } from './decide-notices.ts';

export interface NoticeFacts {
  readonly action: MonitoredAction;
  readonly notice: Notice;
  /** The newest error logs, of a notice of failures. */
  readonly errors: readonly ErrorLine[];
  /** The run of the newest event; null: none is known. */
  readonly runGuid: string | null;
  readonly now: Date;
  /** The public address, without a slash at its end. */
  readonly url: string;
}

export interface WrittenNotice {
  readonly subject: string;
  readonly text: string;
  readonly body: Value;
}

/** Of one error log; the whole is in the story. */
const shownCharacters = 1_000;

export function writeNotice(facts: NoticeFacts): WrittenNotice {
  const { action, notice, errors, runGuid, now, url } = facts;
  const storyUrl = `${url}/stories/${action.storyId}`;
  const runUrl = (guid: string): string => `${storyUrl}/runs/${guid}`;
  const { subject, lines } = describe(facts);
  const details = errors.flatMap(({ message, createdAt, runGuid: guid }) => [
    '',
    `${readable(createdAt)}: ${shorten(message)}`,
    ...(guid === null ? [] : [runUrl(guid)]),
  ]);
  const newest = runGuid === null ? [] : ['', `The newest run: ${runUrl(runGuid)}`];
  const footer = ['', `The story: ${storyUrl}`, '', 'You get this because you are a recipient of this story.'];
  const text = [...lines, ...details, ...newest, ...footer].join('\n');
  return {
    subject,
    text,
    body: makeObject([
      ['event', eventOf[notice.kind]],
      // Chat services show this.
      ['text', `${subject}\n${storyUrl}`],
      [
        'story',
        makeObject([
          ['id', action.storyId],
          ['name', action.storyName],
          ['url', storyUrl],
        ]),
      ],
      [
        'action',
        makeObject([
          ['id', action.actionId],
          ['name', action.actionName],
          ['type', action.actionType],
        ]),
      ],
      ...('count' in notice ? ([['count', notice.count]] as const) : []),
      ...(notice.kind === 'silence' ? ([['silent_since', stamp(notice.since)]] as const) : []),
      ...(notice.kind === 'activity' ? ([['silent_since', stamp(notice.silentSince)]] as const) : []),
      [
        'logs',
        errors.map(({ message, createdAt, runGuid: guid }) =>
          makeObject([
            ['message', shorten(message)],
            ['created_at', stamp(createdAt)],
            ['story_run_guid', guid],
            ['url', guid === null ? null : runUrl(guid)],
          ]),
        ),
      ],
      ['story_run_guid', runGuid],
      ['created_at', stamp(now)],
    ]),
  };
}

const eventOf: Readonly<Record<Notice['kind'], string>> = {
  failures: 'action_failed',
  events: 'action_emitted_events',
  silence: 'action_silent',
  activity: 'action_active_again',
};

function describe({ action, notice, errors }: NoticeFacts): {
  readonly subject: string;
  readonly lines: readonly string[];
} {
  const where = `${action.actionName} in ${action.storyName}`;
  const who = `The action "${action.actionName}" of the story "${action.storyName}"`;
  switch (notice.kind) {
    case 'failures': {
      const newest = notice.count > errors.length && errors.length > 0 ? ` The newest ${errors.length}:` : '';
      return notice.count === 1
        ? { subject: `${where} failed`, lines: [`${who} has failed.`] }
        : {
            subject: `${where} failed ${notice.count} times`,
            lines: [`${who} has failed ${notice.count} times.${newest}`],
          };
    }
    case 'events':
      return notice.count === 1
        ? { subject: `${where} emitted an event`, lines: [`${who} has emitted an event.`] }
        : {
            subject: `${where} emitted ${notice.count} events`,
            lines: [`${who} has emitted ${notice.count} events.`],
          };
    case 'silence':
      return {
        subject: `${where} emits nothing`,
        lines: [
          `${who} has emitted no event since ${readable(notice.since)}.`,
          `It is expected to emit one at least every ${duration(notice.seconds)}. You are told when it does again.`,
        ],
      };
    case 'activity':
      return {
        subject: `${where} emits again`,
        lines: [`${who} emits events again, after a silence since ${readable(notice.silentSince)}.`],
      };
  }
}

function shorten(text: string): string {
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}

function stamp(moment: Date): string {
  return toTimestamp(moment.getTime());
}

function readable(moment: Date): string {
  return `${stamp(moment).replace('T', ' ').replace('Z', '')} UTC`;
}

function duration(seconds: number): string {
  for (const [unit, size] of [
    ['days', 86_400],
    ['hours', 3_600],
    ['minutes', 60],
  ] as const) {
    if (seconds >= 2 * size && seconds % size === 0) return `${seconds / size} ${unit}`;
  }
  return `${seconds} seconds`;
}
