/**
 * Explode: one event per element of a list (actions.md section 7.2).
 *
 * `size` is the number of events emitted, so that an implode that waits for `size` of them ends also when `limit` has cut
 * the list. Something that is not a list gives no event.
 */
import type { ActionInput, LogLine, Outcome } from '@fabula/engine';
import { isArrayValue, makeObject, type Value } from '@fabula/formula';
import { jsonFromText } from '@fabula/model';
import { readPath } from '../options/read-path.ts';
import * as fields from './fields.ts';

export function explode(input: ActionInput): Outcome {
  const to = fields.to.read(input);
  const limit = fields.limit.read(input);
  const list = listAt(input);
  if (list === undefined) {
    return { kind: 'nothing', logs: [{ level: 2, message: "Nothing to explode: 'path' does not show a list." }] };
  }
  const elements = list.slice(0, limit);
  const guid = input.environment.newUuid();
  const payloads = elements.map(
    (element, index): Value =>
      makeObject([
        ['index', index],
        ['guid', guid],
        ['size', elements.length],
        [to, element],
      ]),
  );
  const logs: LogLine[] =
    list.length > limit
      ? [
          {
            level: 2,
            message: `The list has ${list.length} elements; only the first ${limit} were emitted (option 'limit').`,
          },
        ]
      : [];
  return { kind: 'emit', payloads, logs };
}

function listAt(input: ActionInput): readonly Value[] | undefined {
  const found = readPath(fields.path, input);
  const value = typeof found === 'string' ? jsonFromText(found) : found;
  return value !== undefined && isArrayValue(value) ? value : undefined;
}
