import { parseJson } from '@fabula/formula';
import type { ActionResponse } from '@fabula/model';
import { expect, test } from 'vitest';
import { type Ends, endsProblems, entryChoices, exitChoices, usableEnds } from './ends.ts';

function anAction(id: number, type: string, options = '{}'): ActionResponse {
  const parsed = parseJson(options);
  return { id, type, options: parsed.ok ? parsed.value : null } as unknown as ActionResponse;
}

const webhook = anAction(1, 'Agents::WebhookAgent');
const message = anAction(2, 'Agents::EventTransformationAgent', '{"mode":"message_only"}');
const split = anAction(3, 'Agents::EventTransformationAgent', '{"mode":"explode"}');
const actions = [webhook, message, split, anAction(4, 'Agents::HTTPRequestAgent')];

test('work enters by a webhook, and the answer is the event of a transformation that writes a message', () => {
  expect([entryChoices(actions), exitChoices(actions)]).toEqual([[webhook], [message]]);
});

test.each<[string, Ends, readonly ActionResponse[], string[]]>([
  ['both ends', { entryId: 1, exitIds: [2] }, actions, []],
  ['nothing chosen', { entryId: null, exitIds: [] }, actions, ['entry', 'exits']],
  ['no exit', { entryId: 1, exitIds: [] }, actions, ['exits']],
  ['an entry that is no webhook', { entryId: 4, exitIds: [2] }, actions, ['entry']],
  ['an exit that splits events', { entryId: 1, exitIds: [3] }, actions, ['exits']],
  ['actions that are gone', { entryId: 8, exitIds: [9] }, actions, ['entry', 'exits']],
  ['a story that has no exit at all', { entryId: 1, exitIds: [] }, [webhook], ['exits']],
])('%s', (_, ends, known, fields) => {
  expect(Object.keys(endsProblems(ends, known)).sort()).toEqual(fields);
});

test('a story that lacks the actions is told so, not asked to choose', () => {
  expect(endsProblems({ entryId: null, exitIds: [] }, []).entry).toMatch(/has no webhook action/);
});

test('an exit that is gone is not sent again with those that are there', () => {
  expect(usableEnds({ entryId: 1, exitIds: [2, 9] }, actions)).toEqual({ entryId: 1, exitIds: [2] });
});
