/** Pages → what the action emits: one event for all, or one per page. */
import type { LogLine, Outcome } from '@fabula/engine';
import { getKey, isObjectValue, makeObject, type ObjectValue, type Value } from '@fabula/formula';
import { type End, numberAt } from './page-progress.ts';

export function combinePages(
  pages: readonly Value[],
  isCombined: boolean,
  end: End,
  logs: readonly LogLine[],
): Outcome {
  const all: readonly LogLine[] = end === null || end === 'end' ? logs : [...logs, end];
  const payloads = isCombined ? [combined(pages)] : pages;
  return { kind: 'emit', payloads, logs: all };
}

function combined(pages: readonly Value[]): Value {
  const part = (page: Value, key: string): Value => (isObjectValue(page) ? (getKey(page, key) ?? null) : null);
  const last = pages.at(-1) ?? null;
  const seconds = pages.reduce((sum: number, page) => sum + numberAt(part(page, 'meta'), 'duration'), 0);
  return makeObject([
    ['body', pages.map((page) => part(page, 'body'))],
    ['headers', part(last, 'headers')],
    ['status', part(last, 'status')],
    [
      'meta',
      makeObject([
        ['duration', Math.round(seconds * 1000) / 1000],
        ['pages', pages.length],
      ]),
    ],
  ]);
}

/** A response with the number of its page. */
export function numberedPage(event: ObjectValue, index: number): ObjectValue {
  return makeObject(
    ['body', 'headers', 'status']
      .map((key): [string, Value] => [key, getKey(event, key) ?? null])
      .concat([
        [
          'meta',
          makeObject([
            ['duration', numberAt(getKey(event, 'meta') ?? null, 'duration')],
            ['page', index],
          ]),
        ],
      ]),
  );
}
